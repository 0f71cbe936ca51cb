/**
 * `make test-cluster`: the tests that need a cluster's real components, in a network of their own, so that nothing of
 * theirs is reachable from outside and all of it ends with them. What is missing on this machine is told to the tests,
 * which then count as skipped for that reason. Further arguments go to vitest.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { components } from '../test/cluster/lab/components.ts';
import { namespaceCommand } from '../test/vectors/envoy/namespace.ts';

const namespace = namespaceCommand();
const parts = components();
const missing = 'refused' in namespace ? namespace.refused : parts.ok ? undefined : parts.error;
if (missing !== undefined) console.log(`test-cluster: everything is skipped: ${missing}`);
const inside = 'command' in namespace ? namespace.command : [];
const own = [process.execPath, 'tools/test.ts', '--config', 'vitest.cluster.config.ts', ...process.argv.slice(2)];
const [command = '', ...args] = [...inside, ...own];
const runner = spawn(command, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, ...(missing === undefined ? {} : { BANYAN_CLUSTER_MISSING: missing }) },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill(signal));
await once(runner, 'exit');
process.exitCode = runner.exitCode ?? 1;

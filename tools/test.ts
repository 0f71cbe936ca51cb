/** `make test`: runs every test once and ends with the line that reporter.ts prints. Further arguments go to vitest. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const runner = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=./tools/reporter.ts',
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill(signal));
await once(runner, 'exit');
process.exitCode = runner.exitCode ?? 1;

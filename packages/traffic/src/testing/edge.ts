/** A real edge for tests, in a folder of its own, that is always ended. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { type EnvoyBinary, findEnvoy } from '../proxies/envoy-binary.ts';
import { type EdgeOptions, startEdge, stopEdge } from '../switches/envoy-edge/edge.ts';

export const unlimited: AbortSignal = new AbortController().signal;

/** The value, or a failed test that says why. */
export function value<T>(result: Result<T, Finding | { readonly finding: Finding }>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}

/** The Envoy of the workspace; tests run in its root. */
export async function testEnvoy(): Promise<EnvoyBinary> {
  return value(await findEnvoy(process.env, process.cwd()));
}

export interface TestEdge {
  readonly folder: string;
  readonly options: EdgeOptions;
  end(): Promise<void>;
}

export async function testEdge(more: Partial<EdgeOptions> = {}, parent = tmpdir()): Promise<TestEdge> {
  const folder = await mkdtemp(join(parent, 'banyan-edge-'));
  const options: EdgeOptions = { folder, binary: await testEnvoy(), drainSeconds: 1, ...more };
  const end = async (): Promise<void> => {
    await stopEdge(folder, unlimited);
    await rm(folder, { recursive: true, force: true });
  };
  const started = await startEdge(options, unlimited);
  if (!started.ok) await end();
  value(started);
  return { folder, options, end };
}

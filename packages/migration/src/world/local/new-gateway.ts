/** The new gateway: a real Envoy with the converted configuration, measured, in a folder of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import type { EnvoyBinary } from '@banyan/traffic/proxies/envoy-binary.ts';
import { runningEnvoy, startEnvoy, stopEnvoy } from '@banyan/traffic/proxies/envoy-process.ts';
import type { Started } from '../../steps/facts.ts';
import type { Address } from './address.ts';

export interface NewGateway {
  readonly folder: string;
  readonly binary: EnvoyBinary;
  /** Folder of the converted configuration, and its digest. */
  readonly configuration: string;
  readonly digest: string;
  readonly listen: Address;
}

/** Adopts the running one when it has this very configuration; one with another configuration is replaced. */
export async function startNewGateway(gateway: NewGateway, signal: AbortSignal): Promise<Result<Started, Finding>> {
  const { folder, binary, digest, listen } = gateway;
  const marker = join(folder, 'digest');
  const loaded = await readFile(marker, 'utf8').catch(() => '');
  if (loaded !== digest && (await runningEnvoy(folder, signal)) !== undefined) {
    const stopped = await stopEnvoy(folder, 3000, signal);
    if (!stopped.ok) return stopped;
  }
  const started = await startEnvoy(
    { folder, binary, config: join(gateway.configuration, 'envoy.yaml'), concurrency: 2, drainSeconds: 10 },
    signal,
  );
  if (!started.ok) return started;
  const noted = await replaceFile(marker, digest);
  if (!noted.ok) return noted;
  const { identity, admin } = started.value;
  return ok({
    address: `${listen.address}:${listen.port}`,
    admin: `${admin.host}:${admin.port}`,
    version: `envoy ${binary.version}`,
    pid: identity.pid,
  });
}

export const stopNewGateway = (folder: string, signal: AbortSignal): Promise<Result<void, Finding>> =>
  stopEnvoy(folder, 3000, signal);

/** The new gateway: a real Envoy with the converted configuration, measured, in a folder of its own. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import type { EnvoyBinary } from '@banyan/traffic/proxies/envoy-binary.ts';
import { runningEnvoy, startEnvoy, stopEnvoy } from '@banyan/traffic/proxies/envoy-process.ts';
import { measured } from '@banyan/traffic/proxies/measured.ts';
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
  const file = join(gateway.configuration, 'envoy.yaml');
  const marker = join(folder, 'digest');
  const loaded = await readFile(marker, 'utf8').catch(() => '');
  if (loaded !== digest && (await runningEnvoy(folder, signal)) !== undefined) {
    const stopped = await stopEnvoy(folder, 3000, signal);
    if (!stopped.ok) return stopped;
  }
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return err(finding('TRF004', { config: file, reason: 'ENOENT' }));
  const read = readDocuments(bytes, file);
  const [document] = read.ok ? read.value : [];
  if (document === undefined) return err(finding('TRF004', { config: file, reason: 'no YAML' }));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const config = join(folder, 'bootstrap.json');
  const written = await replaceFile(config, `${JSON.stringify(measured(plain(document.root)))}\n`);
  if (!written.ok) return written;
  const started = await startEnvoy({ folder, binary, config, concurrency: 2, drainSeconds: 10 }, signal);
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

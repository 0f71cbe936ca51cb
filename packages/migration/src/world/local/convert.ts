/** Converts the source for the new gateway and keeps the result in the migration's folder. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, type Result } from '@banyan/core/result.ts';
import { envoyWriter } from '@banyan/gateway/writers/envoy/writer.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import type { Converted } from '../world.ts';
import { keepSource } from './kept-source.ts';
import type { Objects } from './objects.ts';
import type { LoadedSource } from './source.ts';

export interface Address {
  readonly address: string;
  readonly port: number;
}

export interface Compiled extends Converted {
  readonly files: readonly { readonly path: string; readonly content: string; readonly secret: boolean }[];
  readonly findings: readonly Finding[];
  readonly objects: () => Objects;
}

/** Pure: the same source gives the same bytes. `folder` is only named. */
export function compile(source: LoadedSource, listen: Address, folder: string): Compiled {
  const { model, ledger, digest, objects } = source;
  const written = envoyWriter.write(model, ledger, {
    allow: new Set(['lua']),
    secrets: 'inline',
    unsupported: 'close',
    listen,
  });
  const hash = createHash('sha256');
  const files = written.files.map(({ path, chunks, secret }) => ({
    path,
    content: Array.from(chunks).join(''),
    secret,
  }));
  for (const { path, content } of files) hash.update(`${path}\0${content}\0`);
  return {
    folder,
    digest: hash.digest('hex'),
    source: digest,
    objects,
    closed: written.closed,
    files,
    findings: [...model.findings, ...written.findings],
  };
}

/** Writes the files; secret ones are readable by their owner only. */
export async function keep({ folder, files, objects, source }: Compiled): Promise<Result<void, Finding>> {
  for (const { path, content } of files) {
    const file = join(folder, path);
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    } catch (error) {
      return err(finding('TRF017', { file, reason: String(error) }));
    }
    // Made readable by its owner only, whatever it holds.
    const kept = await replaceFile(file, content);
    if (!kept.ok) return kept;
  }
  return keepSource(folder, { digest: source, objects: objects() });
}

/** The division in force, as a folder of files, and as nginx sees it. */
import { mkdir, open, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../../local/atomic.ts';
import { getText } from '../../local/get.ts';
import { listOf, member } from '../../proxies/json.ts';
import { type Held, recordFrom, weightOf, wholeWeight } from '../split.ts';
import type { Split } from '../switch.ts';
import { beginnings, weightOfBeginnings } from './draws.ts';
import { type nginxFiles, plain, recordName } from './names.ts';

type Files = ReturnType<typeof nginxFiles>;

/**
 * Makes a split the one in force. Its folder is made and kept on the disk before the link is turned to it, which is one step;
 * what was in force before is taken away afterwards. Whatever fails in between, one of both is in force, and whole.
 */
export async function putDivision(files: Files, split: Split): Promise<Result<void, Finding>> {
  const name = `${split.generation}.${process.pid}.${process.hrtime.bigint()}`;
  const made = join(files.divisions, name);
  const link = `${files.now}.${name}`;
  try {
    await mkdir(made, { recursive: true, mode: 0o755 });
    await writeFile(join(made, recordName), JSON.stringify(split), { mode: 0o644, flush: true });
    for (const [phase, share] of Object.entries(split.shares)) {
      const folder = join(made, plain(phase));
      await mkdir(folder, { mode: 0o755 });
      for (const begin of beginnings(weightOf(share))) await writeFile(join(folder, begin), '', { mode: 0o644 });
      await keepFolder(folder);
    }
    await keepFolder(made);
    await symlink(join(basename(files.divisions), name), link);
    await rename(link, files.now);
    await keepFolder(files.own);
  } catch (error) {
    await rm(link, { force: true });
    await rm(made, { recursive: true, force: true });
    return err(finding('TRF017', { file: made, reason: reasonOf(error) }));
  }
  await tidy(files);
  return ok(undefined);
}

/** Takes away what no link leads to: former divisions, and what a killed writer has left. */
async function tidy(files: Files): Promise<void> {
  const kept = basename(await readlink(files.now).catch(() => ''));
  const others = (await readdir(files.divisions).catch(() => [])).filter((name) => name !== kept);
  const links = (await readdir(files.own).catch(() => [])).filter((name) => name.startsWith(`${basename(files.now)}.`));
  // What cannot be taken away now is taken away by the next write.
  for (const path of [...others.map((one) => join(files.divisions, one)), ...links.map((one) => join(files.own, one))])
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** So that the names in a folder survive a power cut. */
async function keepFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What the running nginx has loaded of the fragment: digest, version and process. */
export interface LoadedFragment {
  readonly digest: string;
  readonly version: string;
}

/** TRF041 when nginx does not answer at the status door. */
export async function loadedFragment(port: number, signal: AbortSignal): Promise<Result<LoadedFragment, Finding>> {
  const answer = await ask(port, '/loaded', signal);
  if (!answer.ok) return answer;
  const [digest = '', version = ''] = answer.value.split(' ');
  return ok({ digest, version });
}

/** The division that nginx sees: it lists the files that decide, and serves the record beside them. */
export async function seenDivision(
  port: number,
  phases: readonly string[],
  signal: AbortSignal,
): Promise<Result<Held, Finding>> {
  const record = await ask(port, `/now/${recordName}`, signal);
  if (!record.ok) return record;
  const shares: Record<string, number> = {};
  for (const phase of phases) {
    const listing = await ask(port, `/now/${encodeURIComponent(plain(phase))}/`, signal);
    if (!listing.ok) return listing;
    const names = listOf(parse(listing.value)).map((file) => String(member(file, 'name')));
    shares[phase] = (100 * weightOfBeginnings(names)) / wholeWeight;
  }
  return ok({ record: recordFrom(parse(record.value)), shares });
}

/** The record on the disk; undefined when there is none. */
export async function recordOnDisk(files: Files, read: (file: string) => Promise<string>): Promise<Split | undefined> {
  return recordFrom(parse(await read(join(files.now, recordName)).catch(() => '')));
}

async function ask(port: number, path: string, signal: AbortSignal): Promise<Result<string, Finding>> {
  const answer = await getText({ host: '127.0.0.1', port, path }, signal);
  if (answer.ok) return answer;
  return err(finding('TRF041', { program: 'nginx', address: `127.0.0.1:${port}${path}`, reason: answer.error }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The files of a source: named, piped in, or fetched from a running system. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { readFile, readSource } from '@banyan/gateway/convert/input.ts';
import type { SourceFile } from '@banyan/gateway/readers/reader.ts';
import type { Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { fetchLive } from './live.ts';

type Sources = Result<readonly SourceFile[], Finding | readonly Finding[]>;

/** The files named, `-` for standard input, what runs, and `--config` instead of the config.yaml beside the source. */
export async function sourcesOf(context: Context): Promise<Sources> {
  const config = context.options.text('config');
  const problem = config === undefined ? undefined : problemWith(config);
  if (problem !== undefined) return err(problem);
  const live = await fetchLive(context);
  if (!live.ok) return live;
  const named = filesOf(context);
  if (!named.ok) return named;
  const piped = context.arguments.includes('-') ? [{ name: '-', bytes: await context.stdin() }] : [];
  const sources: readonly SourceFile[] = [...live.value, ...piped, ...named.value];
  if (sources.length === 0) return err(finding('CLI003', { argument: 'SOURCE', command: 'banyan convert' }));
  if (config === undefined) return ok(sources);
  const settings = readFile(config);
  const routes = sources.filter((file) => file.static !== true);
  return settings.ok ? ok([...routes, { ...settings.value, static: true }]) : settings;
}

function filesOf(context: Context): Sources {
  const named = context.arguments.filter((word) => word !== '-');
  // A pattern that the shell has left alone is looked up later.
  const files = named.filter((word) => !/[*?[{]/.test(word));
  const problem = files.map((file) => problemWith(file, 'folders')).find((found) => found !== undefined);
  if (problem !== undefined) return err(problem);
  return named.length === 0 ? ok([]) : readSource(...named);
}

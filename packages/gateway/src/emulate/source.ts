/** Reads a standalone configuration: apisix.yaml (or .json) and the config.yaml beside it, as the gateway would. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beginningOf } from '@banyan/core/document/place.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { type Environment, substitute } from './variables.ts';

export interface Source {
  /** The lists routes, services, upstreams ... */
  readonly config: unknown;
  /** config.yaml; undefined when there is none. */
  readonly settings: unknown;
}

const place = (file: string) => ({ source: beginningOf(file) });

function read(file: string): Result<Buffer, readonly Finding[]> {
  try {
    return ok(readFileSync(file));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return err([finding('EMU004', { reason }, place(file))]);
  }
}

function parse(file: string, environment: Environment): Result<unknown, readonly Finding[]> {
  const bytes = read(file);
  if (!bytes.ok) return bytes;
  const documents = readDocuments(bytes.value, file, { prepare: substitute(environment) });
  if (!documents.ok) return documents;
  const [first] = documents.value;
  if (first === undefined || first.root.kind !== 'object') return err([finding('EMU005', {}, place(file))]);
  return ok(plain(first.root));
}

/** apisix/core/config_yaml.lua: without the mark at the end the file counts as half written and is ignored. */
function complete(file: string): Result<true, readonly Finding[]> {
  const bytes = read(file);
  if (!bytes.ok) return bytes;
  const marked = /#END\s*$/.test(bytes.value.subarray(-64).toString('latin1'));
  return marked || file.endsWith('.json') ? ok(true) : err([finding('EMU006', {}, place(file))]);
}

/** `files`: the routing file, and config.yaml where it is not the one beside it. */
export function readSource(files: readonly string[], environment: Environment): Result<Source, readonly Finding[]> {
  const named = files.find((file) => basename(file) === 'config.yaml');
  const main = files.find((file) => file !== named);
  if (main === undefined) return err([finding('EMU005', {}, place(files[0] ?? 'apisix.yaml'))]);
  const whole = complete(main);
  if (!whole.ok) return whole;
  const config = parse(main, environment);
  if (!config.ok) return config;
  const beside = named ?? join(dirname(main), 'config.yaml');
  const settings = named === undefined && !read(beside).ok ? ok(undefined) : parse(beside, environment);
  return settings.ok ? ok({ config: config.value, settings: settings.value }) : settings;
}

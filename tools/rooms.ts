/**
 * The order of rooms: a package may import only those below it (docs/architecture.md), and only through the package's name,
 * never by a relative path out of its own folder. Prints each breach as file:line and fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Which rooms a room may know. */
export const below: Record<string, readonly string[]> = {
  core: [],
  gateway: ['core'],
  traffic: ['core'],
  migration: ['core', 'gateway', 'traffic'],
  engine: ['core', 'gateway', 'traffic', 'migration'],
  cli: ['core', 'gateway', 'traffic', 'migration', 'engine'],
};

const specifier = /(?:from|import)\s*\(?\s*'([^']+)'/g;

/** Breaches in one file's text. `file` is relative to the root, e.g. packages/core/src/x.ts. */
export function breaches(file: string, text: string): string[] {
  const room = /^packages\/([^/]+)\//.exec(file)?.[1];
  if (room === undefined) return [];
  const allowed = below[room];
  if (allowed === undefined) return [`${file}:1: room '${room}' is not in the order of rooms`];
  const found: string[] = [];
  for (const match of text.matchAll(specifier)) {
    const target = match[1] ?? '';
    const line = text.slice(0, match.index).split('\n').length;
    const named = /^@banyan\/([^/]+)/.exec(target)?.[1];
    if (named !== undefined && named !== room && !allowed.includes(named)) {
      found.push(`${file}:${line}: ${room} may not import ${named}`);
    }
    const inside = relative(`packages/${room}`, relative('.', resolve(dirname(file), target)));
    if (target.startsWith('.') && inside.startsWith('..')) found.push(`${file}:${line}: ${target} leaves the room`);
  }
  return found;
}

/** Breaches in all packages below `root`. */
function check(root: string): string[] {
  const files = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .flatMap((file) => breaches(join('packages', file), readFileSync(join(root, 'packages', file), 'utf8')));
}

if (import.meta.main) {
  const found = check('.');
  for (const breach of found) console.error(breach);
  process.exitCode = found.length === 0 ? 0 : 1;
}

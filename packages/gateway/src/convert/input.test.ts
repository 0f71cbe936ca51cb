import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '@banyan/core/document/limits.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSource } from './input.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'banyan-input-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const refused = (path: string): string | undefined => {
  const read = readSource(path);
  return read.ok ? undefined : `${read.error[0]?.code} ${read.error[0]?.source?.line}:${read.error[0]?.source?.column}`;
};

test('pipes and devices are refused, because they may never end', () => {
  const pipe = join(place, 'apisix.yaml');
  execFileSync('mkfifo', [pipe]);
  expect(refused(pipe)).toBe('DOC023 1:1');
  expect(refused('/dev/zero')).toBe('DOC023 1:1');
});

test('of a file beyond the limit no more is read than shows that it is', () => {
  const file = join(place, 'apisix.yaml');
  writeFileSync(file, 'routes: []\n');
  truncateSync(file, 200 * defaultLimits.bytes);
  const read = readSource(file);
  expect(read.ok && read.value[0]?.bytes.length).toBe(defaultLimits.bytes + 1);
});

test('a folder without a configuration, and a folder of its name, are refused', () => {
  expect(refused(place)).toBe('DOC022 1:1');
  expect(refused(join(place, 'missing.yaml'))).toBe('DOC022 1:1');
});

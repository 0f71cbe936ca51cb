import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { banyan } from '../testing/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'banyan-ask-'));
const source = join(folder, 'apisix.yaml');

beforeAll(() =>
  writeFileSync(
    source,
    `routes:
  - id: orders
    uri: /orders/*
    upstream: { nodes: { "10.20.2.11:8080": 1 } }
#END
`,
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (stdin: string, more: readonly string[] = [], environment = {}) =>
  banyan(['ask', source, '--requests', '-', ...more], { stdin, environment });

test('requests come in as JSON Lines and answers go out as JSON Lines, in the order of the lines', async () => {
  const ran = await ask('{"path":"/orders/7","host":"shop.example"}\n{"path":"/none","host":"shop.example"}\n');
  const answers = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(ran.code).toBe(0);
  expect(answers).toMatchObject([
    { route: 'orders', nodes: ['10.20.2.11:8080'] },
    { route: null, status: 404 },
  ]);
});

test('the trace names file, line and column', async () => {
  const ran = await ask('{"path":"/orders/7","host":"shop.example"}', ['-o', 'text']);
  expect(ran.stdout).toContain(`${source}:2:5`);
  expect(ran.stdout).toContain('200  route orders  → 10.20.2.11:8080');
});

test('a line that is no request is said on stderr, keeps its place in the output, and makes the exit code 2', async () => {
  const ran = await ask('nonsense\n{"path":"/orders/7","host":"shop.example"}\n');
  expect(ran.code).toBe(2);
  expect(ran.stdout.split('\n')[0]).toBe('{"line":1,"problem":"json","at":""}');
  expect(ran.stdout.split('\n')[1]).toContain('"route":"orders"');
  expect(ran.stderr).toContain('CLI013');
});

test('answers are the same in every language', async () => {
  const line = '{"path":"/orders/7","host":"shop.example"}';
  expect(await ask(line, [], { LANG: 'zh_CN.UTF-8' })).toEqual(await ask(line));
});

test('a source that is missing or a folder is said before anything is read', async () => {
  const missing = await banyan(['ask', join(folder, 'none.yaml'), '--requests', '-']);
  expect([missing.code, missing.stderr.includes('CLI007')]).toEqual([2, true]);
  const directory = await banyan(['ask', folder, '--requests', '-']);
  expect([directory.code, directory.stderr.includes('CLI008')]).toEqual([2, true]);
});

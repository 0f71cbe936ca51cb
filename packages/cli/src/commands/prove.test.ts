import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { banyan } from '../testing/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'banyan-prove-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const estate = (uri: string): string =>
  `routes:\n  - id: orders\n    uri: ${uri}\n    upstream:\n      nodes:\n        "10.20.2.11:8080": 1\n#END\n`;
const source = file('old.yaml', estate('/orders/*'));
const words = ['--budget', '100'];

test('two files that mean the same are proved, with exit code 0', async () => {
  const ran = await banyan(['prove', source, file('same.yaml', `# moved\n${estate('/orders/*')}`), ...words]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('1 route the same, 0 differ as announced, 0 differ otherwise, 0 not covered');
});

test('where they differ the request is shown with both answers and both places, with exit code 1', async () => {
  const ran = await banyan(['prove', source, file('wider.yaml', estate('/orders*')), ...words]);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/curl -i --path-as-is .* http:\/\/127\.0\.0\.1:9080\/orders/);
  expect(ran.stdout).toMatch(/status +404 +200/);
  expect(ran.stdout).toContain('wider.yaml:2:5');
});

test('a file that is no configuration is refused (PRV001)', async () => {
  const ran = await banyan(['prove', source, file('other.yaml', 'name: value\n'), '-o', 'json']);
  expect(ran.code).toBe(2);
  expect(JSON.parse(ran.stderr)).toMatchObject({ code: 'PRV001' });
});

test('recorded requests say how many of them differ, and a page is written', async () => {
  const log = file(
    'access.log',
    `${['/orders', '/orders/1', '/orders/1', '/x'].map((path) => `10.1.2.3 - - [26/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" 200 5 "-" "-"`).join('\n')}\n`,
  );
  const page = join(folder, 'proof.html');
  const ran = await banyan([
    'prove',
    source,
    file('wide.yaml', estate('/orders*')),
    ...words,
    '--traffic',
    log,
    '--report-file',
    page,
  ]);
  expect(ran.stdout).toContain('recorded traffic: 25 % of 4 requests differ');
  expect(readFileSync(page, 'utf8')).toContain('curl -i --path-as-is');
});

test('two running gateways are compared, and one that is not there is told (PRV002)', async () => {
  const gone = 'http://127.0.0.1:1';
  const ran = await banyan(['prove', source, source, '--live', gone, gone, '-o', 'json']);
  expect(ran.code).toBe(3);
  expect(JSON.parse(ran.stderr)).toMatchObject({ code: 'PRV002' });
  const lonely = await banyan(['prove', source, source, '--live', gone, '-o', 'json']);
  expect(JSON.parse(lonely.stderr)).toMatchObject({ code: 'CLI005' });
});

test('a number that is none is refused', async () => {
  const ran = await banyan(['prove', source, source, '--budget', 'many', '-o', 'json']);
  expect(JSON.parse(ran.stderr)).toMatchObject({ code: 'CLI005' });
});

import * as fc from 'fast-check';
import { describe as suite, expect, test } from 'vitest';
import { describe } from '../finding/finding.ts';
import { placeOf } from './locate.ts';
import { readDocuments } from './read.ts';
import { leaves, plain } from './values.ts';

/** code and line:column of the first finding */
function refused(content: string | Uint8Array, file = 'gateway.yaml'): string {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const result = readDocuments(bytes, file, { limits: { bytes: 1_000_000 } });
  if (result.ok) throw new Error('was read');
  const [found] = result.error;
  return `${found?.code} ${found?.source?.file}:${found?.source?.line}:${found?.source?.column}`;
}

const laughs = Array.from({ length: 9 }, (_, level) =>
  level === 0
    ? 'l0: &l0 [ha, ha]'
    : `l${level}: &l${level} [${Array(10)
        .fill(`*l${level - 1}`)
        .join(', ')}]`,
).join('\n');

const cases: readonly [string, string | Uint8Array, string][] = [
  ['an empty file', '', 'DOC001 gateway.yaml:1:1'],
  ['a file of comments only', '# nothing\n', 'DOC001 gateway.yaml:1:1'],
  ['a file beyond the limit', 'a: '.padEnd(1_000_001, 'x'), 'DOC002 gateway.yaml:1:1'],
  ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x3a, 0]), 'DOC003 gateway.yaml:1:1'],
  ['UTF-16 without a mark', Uint8Array.from([0x61, 0, 0x3a, 0, 0x20, 0]), 'DOC003 gateway.yaml:1:1'],
  ['a byte that is no UTF-8', Uint8Array.from([0x61, 0x3a, 0x0a, 0x62, 0xe9, 0x0a]), 'DOC004 gateway.yaml:2:2'],
  ['an archive', Uint8Array.from([0x1f, 0x8b, 0x08, 0x00, 0xff]), 'DOC005 gateway.yaml:1:1'],
  ['a compressed file', Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x0a]), 'DOC005 gateway.yaml:1:3'],
  ['a tab as indentation', 'routes:\n  - id: tabs\n\turi: /x\n', 'DOC007 gateway.yaml:3:1'],
  ['wrong indentation', 'routes:\n  - id: pay\n   uri: /pay\n', 'DOC008 gateway.yaml:3:4'],
  ['a bracket that is not closed', 'a: [1, 2\n', 'DOC009 gateway.yaml:1:4'],
  [
    'a bracket that is not closed before the next entry',
    'a:\n  b: [1, (2]\n  c: [3\n  d: 4\n',
    'DOC009 gateway.yaml:3:6',
  ],
  ['a quote that is not closed', 'a: "x\n', 'DOC009 gateway.yaml:1:4'],
  ['a quote that is not closed before the next entry', "a:\n  - b: 'it''s\n    c: 'x'\n", 'DOC009 gateway.yaml:2:8'],
  ['a value that begins with a reserved character', 'a:\n  host: @mail\n', 'DOC024 gateway.yaml:2:9'],
  ['text behind a closing quote', 'a: "x" y\n', 'DOC025 gateway.yaml:1:8'],
  ['a colon in a value', 'a:\n  desc: note: this\n', 'DOC026 gateway.yaml:2:13'],
  ['a missing comma', 'a: ["x" "y"]\n', 'DOC010 gateway.yaml:1:9'],
  ['a key that stands twice', 'a:\n  port: 1\n  host: x\n  port: 2\n', 'DOC011 gateway.yaml:4:3'],
  ['an alias without anchor', 'a: *nowhere\n', 'DOC012 gateway.yaml:1:4'],
  ['an alias inside its own anchor', 'a: &loop\n  b: *loop\n', 'DOC013 gateway.yaml:2:6'],
  ['aliases that explode', laughs, 'DOC014 gateway.yaml:7:20'],
  ['very deep nesting', '['.repeat(200), 'DOC015 gateway.yaml:1:100'],
  ['a list as a key', '? [a, b]\n: c\n', 'DOC018 gateway.yaml:1:3'],
  ['a template without quotes', 'a: {{name}}\n', 'DOC018 gateway.yaml:1:5'],
  ['an unknown tag', 'a: !env PORT\n', 'DOC019 gateway.yaml:1:4'],
  ['a merge key of something written in place', 'a:\n  <<: {b: 1}\n', 'DOC021 gateway.yaml:2:3'],
];

suite('what cannot be read is said with its place', () => {
  test.each(cases)('%s', (_, content, expected) => expect(refused(content)).toBe(expected));

  test.each([
    ['a trailing comma', '{"a": [1,]}', 'DOC020 gateway.json:1:10'],
    ['a comment', '{\n  // port\n  "a": 1}', 'DOC020 gateway.json:2:3'],
    ['single quotes', "{'a': 1}", 'DOC020 gateway.json:1:2'],
    ['an end too early', '{"a": {"b": 1}', 'DOC020 gateway.json:1:15'],
    ['something behind the end', '{"a": 1} x', 'DOC020 gateway.json:1:10'],
    ['a number that is none', '{"a": 01}', 'DOC020 gateway.json:1:7'],
    ['a line end inside a string', '{"a": "x\ny"}', 'DOC020 gateway.json:1:7'],
    ['a key that stands twice', '{"a": 1,\n "a": 2}', 'DOC011 gateway.json:2:2'],
    ['very deep nesting', '['.repeat(200), 'DOC015 gateway.json:1:101'],
  ])('JSON: %s', (_, content, expected) => expect(refused(content, 'gateway.json')).toBe(expected));

  test('both languages have words for it that name neither parser nor stack', () => {
    const result = readDocuments(new TextEncoder().encode('a: [1, 2\n'), 'gateway.yaml');
    const [found] = result.ok ? [] : result.error;
    if (found === undefined) throw new Error('was read');
    expect(describe(found, 'en').message).toContain('[ here is not closed');
    expect(describe(found, 'zh-CN').message).toMatch(/此处的 \[/);
  });

  test('aliases that chain into depth are refused before anybody walks through them', () => {
    const chain = Array.from(
      { length: 300 },
      (_, level) => `a${level}: &a${level} [${level > 0 ? `*a${level - 1}` : 1}]`,
    );
    expect(refused(chain.join('\n'))).toMatch(/^DOC015/);
  });
});

suite('laws', () => {
  test('no bytes make reading throw', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => new TextEncoder().encode(text)),
      fc
        .array(
          fc.constantFrom(
            'a',
            ': ',
            '- ',
            '\n',
            '  ',
            '[',
            ']',
            '{',
            '}',
            ',',
            '"',
            "'",
            '&x ',
            '*x',
            '<<',
            '|',
            '\t',
            '---\n',
            '#',
            '!!int ',
            '? ',
            '%',
            '1',
          ),
          { maxLength: 60 },
        )
        .map((parts) => new TextEncoder().encode(parts.join(''))),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom('x.yaml', 'x.json'), (bytes, file) => {
        const result = readDocuments(bytes, file);
        if (!result.ok) {
          expect(result.error.length).toBeGreaterThan(0);
          for (const found of result.error) {
            expect(found.source?.line).toBeGreaterThanOrEqual(1);
            expect(found.source?.column).toBeGreaterThanOrEqual(1);
          }
        } else for (const document of result.value) for (const leaf of leaves(document.root)) placeOf(leaf);
      }),
      { numRuns: 3000 },
    );
  });

  test('JSON is read as JSON.parse reads it, and refused where it refuses, duplicate keys apart', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', '0', '\\', 'x'),
        (json, at, noise) => {
          const cut = at % (json.length + 1);
          const text = json.slice(0, cut) + noise + json.slice(cut);
          const result = readDocuments(new TextEncoder().encode(text), 'x.json');
          let expected: unknown;
          try {
            expected = JSON.parse(text);
          } catch {
            expect(result.ok).toBe(false);
            return;
          }
          if (result.ok)
            expect(JSON.stringify(result.value.map(({ root }) => plain(root)))).toBe(JSON.stringify([expected]));
          else expect(result.error[0]?.code).toMatch(/DOC011|DOC005|DOC003/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('JSON means the same when it is read as YAML', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4, stringUnit: 'grapheme' }), (json) => {
        const asJson = readDocuments(new TextEncoder().encode(json), 'x.json');
        const asYaml = readDocuments(new TextEncoder().encode(json), 'x.yaml');
        if (!asJson.ok || !asYaml.ok) return;
        const [first] = asJson.value;
        const [second] = asYaml.value;
        expect(second && plain(second.root)).toEqual(first && plain(first.root));
        expect(second && Array.from(leaves(second.root), (leaf) => leaf.offset)).toEqual(
          first && Array.from(leaves(first.root), (leaf) => leaf.offset),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

import { describe as suite, expect, test } from 'vitest';
import { convert } from './convert.ts';

/** What a user is told first: `CODE file:line:column`. */
function told(content: string | Uint8Array, name = 'apisix.yaml', limits: { bytes?: number } = {}): string {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const result = convert([{ name, bytes }], { to: 'envoy', environment: {}, limits });
  if (result.ok) return 'converted';
  const [found] = result.error;
  return `${found?.code} ${found?.source?.file}:${found?.source?.line}:${found?.source?.column}`;
}

suite('a source that cannot be read is told, and nothing is converted', () => {
  test.each<readonly [string, string | Uint8Array, string]>([
    ['broken YAML', 'routes:\n  - id: [a\n#END\n', 'DOC009 apisix.yaml:2:9'],
    ['tabs', 'routes:\n\t- id: a\n#END\n', 'DOC007 apisix.yaml:2:1'],
    ['binary', Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'DOC005 apisix.yaml:1:1'],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x72, 0]), 'DOC003 apisix.yaml:1:1'],
    ['duplicate keys', 'routes: []\nroutes: []\n#END\n', 'DOC011 apisix.yaml:2:1'],
    ['a looping alias', 'routes: &r [*r]\n#END\n', 'DOC013 apisix.yaml:1:13'],
    ['a list at the top', '- a\n#END\n', 'DOC016 apisix.yaml:1:1'],
    ['a text at the top', 'hello\n#END\n', 'DOC016 apisix.yaml:1:1'],
    ['an empty file', '', 'DOC001 apisix.yaml:1:1'],
    ['a file without end mark', 'routes: []\n', 'APX001 apisix.yaml:2:1'],
    ['an unset variable', 'routes: [{id: "${{UNSET}}"}]\n#END\n', 'APX002 apisix.yaml:1:16'],
  ])('%s', (_, content, expected) => expect(told(content)).toBe(expected));

  test('an empty JSON file', () => expect(told('', 'apisix.json')).toBe('DOC001 apisix.json:1:1'));
  test('broken JSON', () => expect(told('{"routes": [}', 'apisix.json')).toBe('DOC020 apisix.json:1:13'));
  test('a file beyond the limit', () => {
    expect(told('routes: []\n#END\n', 'apisix.yaml', { bytes: 10 })).toBe('DOC002 apisix.yaml:1:1');
  });

  test('openings of variables without an end take no longer than the text is long', () => {
    expect(told(`a: ${'${{A '.repeat(500_000)}\n#END\n`)).toBe('converted');
    expect(told(`a: \${{A${' '.repeat(500_000)}\n#END\n`)).toBe('converted');
  });

  test.each([
    ['a JSON string', '{"a": "', 'x', '\\n"}', 'apisix.json', 'converted'],
    ['a JSON string without an end', '{"a": "', 'x', '', 'apisix.json', 'DOC020 apisix.json:1:7'],
    ['a number', 'a: ', '1', '\n#END\n', 'apisix.yaml', 'converted'],
    ['a quoted value', 'a: "', 'x', '"\n#END\n', 'apisix.yaml', 'converted'],
    ['a path', 'routes: [{id: a, uri: ', '/x', '}]\n#END\n', 'apisix.yaml', 'converted'],
  ])('%s of ten million characters does not exhaust the stack', (_, before, unit, behind, name, expected) => {
    expect(told(before + unit.repeat(10_000_000 / unit.length) + behind, name)).toBe(expected);
  });

  test('aliases that explode end quickly', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x, x]'
        : `a${level}: &a${level} [${Array(9)
            .fill(`*a${level - 1}`)
            .join(', ')}]`,
    );
    expect(told(`${levels.join('\n')}\n#END\n`)).toMatch(/^DOC014/);
  });
});

import * as fc from 'fast-check';
import { describe as suite, expect, test } from 'vitest';
import { convert } from './convert.ts';
import { writers } from '../writers/list.ts';
import { configuration } from './testing/configurations.ts';

/** All output files as one text, or why there are none. */
function output(to: string, config: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const result = convert([{ name: 'apisix.json', bytes }], { to, environment: {} });
  if (!result.ok) return JSON.stringify(result.error);
  return result.value.files.map(({ path, chunks }) => `${path}\n${Array.from(chunks).join('')}`).join('\n');
}

/** Leaves that nobody spoke for. */
const left = (to: string, config: unknown): string[] => output(to, config).match(/^.*"code":"CNV001".*$/gm) ?? [];

interface Slot {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** Where the leaves of a value hang. */
function slots(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  // JSON values are objects or arrays here.
  const holder = value as Record<string, unknown> | unknown[];
  return Object.entries(holder).flatMap(([key, item]) => {
    const inner = slots(item);
    return inner.length > 0 ? inner : [{ holder, key }];
  });
}

const changed = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? `${value}x` : 'something';
};

suite.each([...writers.keys()])('laws of the conversion to %s', (to) => {
  test('every leaf has a verdict from reader or writer', () => {
    fc.assert(
      fc.property(configuration, (config) => {
        expect(left(to, config)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('converting is deterministic', () => {
    fc.assert(
      fc.property(configuration, (config) => output(to, config) === output(to, structuredClone(config))),
      { numRuns: 15 },
    );
  });

  test('every leaf matters: a change or a deletion shows in the output', () => {
    fc.assert(
      fc.property(configuration, fc.nat(), fc.boolean(), (config, pick, remove) => {
        const copy = structuredClone(config);
        const all = slots(copy);
        const { holder, key } = all[pick % all.length] ?? { holder: [], key: '' };
        // An array or object index; both are written through the same name.
        const target = holder as Record<string, unknown>;
        if (!remove) target[key] = changed(target[key]);
        else if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else Reflect.deleteProperty(holder, key);
        expect(output(to, copy)).not.toBe(output(to, config));
      }),
      { numRuns: 60 },
    );
  });

  test('no JSON makes the conversion throw', () => {
    const kind = fc.constantFrom(
      'routes',
      'services',
      'upstreams',
      'consumers',
      'global_rules',
      'ssls',
      'plugin_metadata',
      'plugins',
    );
    const field = fc.constantFrom(
      'id',
      'uri',
      'uris',
      'hosts',
      'upstream',
      'nodes',
      'plugins',
      'vars',
      'username',
      'service_id',
      'key-auth',
      'cors',
      'limit-count',
      'jwt-auth',
      'redirect',
      'proxy-rewrite',
      'response-rewrite',
      '_meta',
      'filter',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<unknown>(null, true, 0, 1, -1, '', '/', '/*', 'a', '$env://A', '10.0.0.1:80', '~~', '=='),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(field, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.dictionary(kind, fc.array(fc.dictionary(field, value, { maxKeys: 6 }), { maxLength: 3 })),
        (config) => {
          expect(left(to, config)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('no mutation of a valid configuration makes it throw or forget', () => {
    fc.assert(
      fc.property(configuration, fc.nat(), fc.jsonValue({ maxDepth: 2 }), (config, pick, value) => {
        const copy = structuredClone(config);
        const all = slots(copy);
        const { holder, key } = all[pick % all.length] ?? { holder: [], key: '' };
        // See above.
        (holder as Record<string, unknown>)[key] = value;
        expect(left(to, copy)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

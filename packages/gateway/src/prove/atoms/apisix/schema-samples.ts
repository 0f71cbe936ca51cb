/** Bodies for a JSON schema: one that should pass, and ones that lack or break each part. */
import { samplesOf } from '../samples.ts';
import { listOf, numberOf, type Table, tableOf, textOf, textsOf } from '../table.ts';

export function bodySamples(schema: unknown): readonly string[] {
  const table = tableOf(schema);
  if (table === undefined) return [];
  const good = sample(table, 0);
  const whole = tableOf(good);
  const broken =
    whole === undefined
      ? []
      : Object.keys(whole).flatMap((key) => [without(whole, key), { ...whole, [key]: { unexpected: true } }]);
  return [good, ...broken, { ...whole, unexpected: 'x' }, {}, [], null]
    .map((one) => JSON.stringify(one))
    .concat('not json', '');
}

const without = (table: Table, key: string): Table =>
  Object.fromEntries(Object.entries(table).filter(([name]) => name !== key));

function sample(schema: Table, depth: number): unknown {
  const [first] = listOf(schema['enum']);
  if (first !== undefined) return first;
  if (schema['const'] !== undefined) return schema['const'];
  const type =
    textOf(schema['type']) ?? textsOf(schema['type'])[0] ?? (schema['properties'] === undefined ? 'string' : 'object');
  if (depth > 5) return null;
  switch (type) {
    case 'object': {
      const properties = Object.entries(tableOf(schema['properties']) ?? {});
      const known = properties.map(([name, value]) => [name, sample(tableOf(value) ?? {}, depth + 1)] as const);
      const required = textsOf(schema['required']).map((name) => [name, 'x'] as const);
      return { ...Object.fromEntries(required), ...Object.fromEntries(known) };
    }
    case 'array':
      return Array.from({ length: Math.min(numberOf(schema['minItems']) ?? 1, 5) }, () =>
        sample(tableOf(schema['items']) ?? {}, depth + 1),
      );
    case 'integer':
    case 'number':
      return numberOf(schema['minimum']) ?? numberOf(schema['maximum']) ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default: {
      const [found] = samplesOf(textOf(schema['pattern']) ?? '');
      return found ?? 'x'.repeat(Math.min(numberOf(schema['minLength']) ?? 1, 100));
    }
  }
}

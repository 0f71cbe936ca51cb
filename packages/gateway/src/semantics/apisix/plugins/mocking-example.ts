import { encodeJson } from '../lua/json.ts';
import { luaText, numberOf, type Table, tableOf, textOf, type Value } from '../lua/value.ts';

/** A random value that fits a schema, as the plugin mocking makes one: JSON, or XML for XML types. */
export function exampleOf(schema: Table, contentType: string, random: () => number): string {
  const media = contentType.split(';', 1)[0] ?? '';
  const value = objectOf(schema, random);
  if (media === 'application/json' || media === 'text/plain') return encodeJson(value);
  return media === 'application/xml' || media === 'text/xml' ? xml('data', value, 0) : '';
}

function objectOf(schema: Table, random: () => number): Table {
  const fields: Record<string, Value> = {};
  for (const [name, property] of Object.entries(tableOf(schema['properties']) ?? {})) {
    const value = propertyOf(tableOf(property) ?? {}, random);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

function propertyOf(property: Table, random: () => number): Value | undefined {
  const { example } = property;
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  switch ((textOf(property['type']) ?? '').toLowerCase()) {
    case 'string':
      return (
        textOf(example) ?? Array.from({ length: between(1, 10) }, () => String.fromCharCode(between(97, 122))).join('')
      );
    case 'number':
      return numberOf(example) ?? random() * 10_000;
    case 'integer':
      return typeof example === 'number' ? Math.floor(example) : between(1, 10_000);
    case 'boolean':
      return typeof example === 'boolean' ? example : between(0, 1) === 1;
    case 'array': {
      const items = tableOf(property['items']);
      return items === undefined
        ? undefined
        : Array.from({ length: between(1, 3) }, () => propertyOf(items, random) ?? null);
    }
    case 'object':
      return objectOf(property, random);
    default:
      return undefined;
  }
}

function xml(name: string, value: Value, depth: number): string {
  const table = tableOf(value);
  if (Array.isArray(value)) return value.map((one: Value) => xml(name, one, depth)).join('');
  const inner =
    table === undefined
      ? luaText(value)
      : `\n${Object.entries(table)
          .flatMap(([key, item]) => (item === undefined ? [] : [xml(key, item, depth + 1)]))
          .join('')}`;
  return `<${name}>${inner}</${name}>\n`;
}

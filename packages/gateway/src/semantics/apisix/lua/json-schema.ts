import { encodeJson } from './json.ts';
import { numberText } from './number.ts';
import { pattern } from './pattern.ts';
import {
  isList,
  isTable,
  listOf,
  luaText,
  numberOf,
  type Table,
  tableOf,
  textOf,
  textsOf,
  type Value,
} from './value.ts';

/** A value that fits, with defaults put in, or why it does not: the words of api7/jsonschema, which clients see. */
export type Checked = { readonly value: Value } | { readonly problem: string };

/** Checks a value against a JSON schema (draft 4 to 7, as far as api7/jsonschema 0.9 goes; no references). */
export function checkSchema(schema: Value | undefined, value: Value): Checked {
  if (schema === false) return { problem: 'expect false always' };
  if (!isTable(schema)) return { value };
  const problem = typeProblem(schema, value);
  if (problem !== undefined) return { problem };
  const inner = isTable(value) ? objectCheck(schema, value) : isList(value) ? listCheck(schema, value) : { value };
  if ('problem' in inner) return inner;
  const rest =
    textProblem(schema, inner.value) ??
    rangeProblem(schema, inner.value) ??
    enumProblem(schema, inner.value) ??
    combined(schema, inner.value);
  return rest === undefined ? inner : { problem: rest };
}

const luaType = (value: Value): string =>
  value === null ? 'userdata' : typeof value === 'object' ? 'table' : typeof value;

function isType(type: string, value: Value): boolean {
  switch (type) {
    case 'object':
      return isTable(value) || (isList(value) && value.length === 0);
    case 'array':
      return isList(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return luaType(value) === type;
  }
}

function typeProblem(schema: Table, value: Value): string | undefined {
  const { type } = schema;
  if (typeof type === 'string')
    return isType(type, value) ? undefined : `wrong type: expected ${type}, got ${luaType(value)}`;
  if (!isList(type)) return undefined;
  const types = textsOf(type);
  return types.some((one) => isType(one, value))
    ? undefined
    : `wrong type: expected one of ${types.join(', ')}, got ${luaType(value)}`;
}

function objectCheck(schema: Table, value: Table): Checked {
  const properties = tableOf(schema['properties']) ?? {};
  const required = new Set(textsOf(schema['required']));
  const made: Record<string, Value | undefined> = { ...value };
  for (const [name, sub] of Object.entries(properties)) {
    const given = made[name];
    if (given === undefined) {
      if (required.has(name)) return { problem: `property "${name}" is required` };
      const otherwise = tableOf(sub)?.['default'];
      if (otherwise !== undefined && otherwise !== null) made[name] = otherwise;
      continue;
    }
    const checked = checkSchema(sub, given);
    if ('problem' in checked) return { problem: `property "${name}" validation failed: ${checked.problem}` };
    made[name] = checked.value;
  }
  for (const name of required) if (made[name] === undefined) return { problem: `property "${name}" is required` };
  const problem =
    dependencyProblem(schema, made) ?? otherProperties(schema, properties, made) ?? countProblem(schema, made);
  return problem === undefined ? { value: made } : { problem };
}

function dependencyProblem(schema: Table, value: Table): string | undefined {
  for (const [name, needs] of Object.entries(tableOf(schema['dependencies']) ?? {})) {
    if (value[name] === undefined || needs === undefined) continue;
    const missing = isList(needs) ? textsOf(needs).find((one) => value[one] === undefined) : undefined;
    if (missing !== undefined) return `property "${missing}" is required when "${name}" is set`;
    const checked: Checked = isTable(needs) ? checkSchema(needs, { ...value }) : { value: null };
    if ('problem' in checked) return `failed to validate dependent schema for "${name}": ${checked.problem}`;
  }
  return undefined;
}

function otherProperties(schema: Table, properties: Table, value: Table): string | undefined {
  const patterns = Object.entries(tableOf(schema['patternProperties']) ?? {});
  const additional = schema['additionalProperties'];
  for (const [name, one] of Object.entries(value)) {
    if (one === undefined) continue;
    let matched = properties[name] !== undefined;
    for (const [source, sub] of patterns) {
      if (pattern(source)?.test(name) !== true) continue;
      matched = true;
      const checked = checkSchema(sub, one);
      if ('problem' in checked) return `failed to validate ${name} (matching "${source}"): ${checked.problem}`;
    }
    if (matched || additional === undefined || additional === true) continue;
    const checked: Checked = isTable(additional) ? checkSchema(additional, one) : { problem: '' };
    if (!('problem' in checked)) continue;
    return isTable(additional)
      ? `failed to validate additional property ${name}: ${checked.problem}`
      : `additional properties forbidden, found ${name}`;
  }
  return undefined;
}

function countProblem(schema: Table, value: Table): string | undefined {
  const count = Object.keys(value).length;
  const [low, high] = [numberOf(schema['minProperties']), numberOf(schema['maxProperties'])];
  if (low !== undefined && count < low) return `expect object to have at least ${low} properties`;
  return high !== undefined && count > high ? `expect object to have at most ${high} properties` : undefined;
}

function listCheck(schema: Table, value: readonly Value[]): Checked {
  const [low, high] = [numberOf(schema['minItems']), numberOf(schema['maxItems'])];
  if (low !== undefined && value.length < low) return { problem: `expect array to have at least ${low} items` };
  if (high !== undefined && value.length > high) return { problem: `expect array to have at most ${high} items` };
  const made: Value[] = [];
  for (const [index, item] of value.entries()) {
    const sub = isList(schema['items']) ? schema['items'][index] : schema['items'];
    const checked = checkSchema(sub, item);
    if ('problem' in checked) return { problem: `failed to validate item ${index + 1}: ${checked.problem}` };
    made.push(checked.value);
  }
  if (schema['uniqueItems'] !== true) return { value: made };
  const texts = made.map(encodeJson);
  const second = texts.findIndex((text, index) => texts.indexOf(text) < index);
  if (second < 0) return { value: made };
  const first = texts.indexOf(texts[second] ?? '');
  return { problem: `expected unique items but items ${first + 1} and ${second + 1} are equal` };
}

function textProblem(schema: Table, value: Value): string | undefined {
  if (typeof value !== 'string') return undefined;
  const length = Array.from(Buffer.from(value, 'latin1').toString('utf8')).length;
  const [low, high, source] = [numberOf(schema['minLength']), numberOf(schema['maxLength']), textOf(schema['pattern'])];
  if (low !== undefined && length < low) return `string too short, expected at least ${low}, got ${length}`;
  if (high !== undefined && length > high) return `string too long, expected at most ${high}, got ${length}`;
  if (source === undefined || pattern(source)?.test(value) === true) return undefined;
  return `failed to match pattern "${source}" with "${value}"`;
}

function rangeProblem(schema: Table, value: Value): string | undefined {
  if (typeof value !== 'number') return undefined;
  const rules: readonly (readonly [string, (limit: number) => boolean, string])[] = [
    ['minimum', (limit) => value < limit, 'at least'],
    ['exclusiveMinimum', (limit) => value <= limit, 'greater than'],
    ['maximum', (limit) => value > limit, 'at most'],
    ['exclusiveMaximum', (limit) => value >= limit, 'smaller than'],
    ['multipleOf', (limit) => Math.abs(value / limit - Math.round(value / limit)) > 1e-12, 'a multiple of'],
  ];
  for (const [name, fails, words] of rules) {
    const limit = numberOf(schema[name]);
    if (limit !== undefined && fails(limit)) return `expected ${numberText(value)} to be ${words} ${numberText(limit)}`;
  }
  return undefined;
}

function enumProblem(schema: Table, value: Value): string | undefined {
  if (!isList(schema['enum'])) return undefined;
  const text = encodeJson(value);
  return schema['enum'].some((one) => encodeJson(one) === text) ? undefined : 'matches none of the enum values';
}

function combined(schema: Table, value: Value): string | undefined {
  const fits = (sub: Value | undefined): boolean => !('problem' in checkSchema(sub, value));
  for (const [index, sub] of listOf(schema['allOf']).entries()) {
    const checked = checkSchema(sub, value);
    if ('problem' in checked) return `allOf ${index + 1} failed: ${checked.problem}`;
  }
  if (isList(schema['anyOf']) && !schema['anyOf'].some(fits)) {
    const needs = schema['anyOf'].flatMap((sub) =>
      isTable(sub) && isList(sub['required']) ? [encodeJson(sub['required'])] : [],
    );
    return `object matches none of the required${needs.length === 0 ? '' : `: ${needs.join(' or ')}`}`;
  }
  const matches = listOf(schema['oneOf']).flatMap((sub, index) => (fits(sub) ? [index + 1] : []));
  if (isList(schema['oneOf']) && matches.length === 0) return 'value should match only one schema, but matches none';
  if (matches.length > 1)
    return `value should match only one schema, but matches both schemas ${matches.slice(0, 2).map(luaText).join(' and ')}`;
  if (schema['not'] !== undefined && fits(schema['not'])) return "value wasn't supposed to match schema";
  const branch = schema['if'] === undefined ? undefined : fits(schema['if']) ? schema['then'] : schema['else'];
  const checked = checkSchema(branch, value);
  return 'problem' in checked ? checked.problem : undefined;
}

/**
 * A JSON schema as Lua: one function for each part of it, in the words of api7/jsonschema 0.9, which clients see. It covers
 * types, required and other properties, defaults, enumerations of plain values, ranges, lengths and items; anything beyond
 * has no translation.
 */
import { luaText } from './script.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Keywords that are checked, and those that only describe. */
const supported = new Set(
  [
    'type properties required additionalProperties default enum items minItems maxItems minProperties maxProperties',
    'minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum',
    'title description $schema id $id examples $comment',
  ].flatMap((words) => words.split(' ')),
);

export const schemaHelpers = `local function kind(value)
  if value == null then return "userdata" end
  return type(value)
end
local function is(wanted, value)
  local isList = getmetatable(value) == list
  if wanted == "object" then return kind(value) == "table" and (not isList or next(value) == nil) end
  if wanted == "array" then return isList end
  if wanted == "integer" then return type(value) == "number" and value == math.floor(value) end
  if wanted == "null" then return value == null end
  return kind(value) == wanted
end
`;

export interface CheckCode {
  /** Defines the local function \`check\`; it returns what is wrong, or nil. */
  readonly code: string;
  /** Whether it puts defaults into the value. */
  readonly completes: boolean;
}

/** undefined when the schema goes beyond what is covered. */
export function checkCode(schema: unknown): CheckCode | undefined {
  const made: Making = { functions: [], completes: false };
  const name = part(schema, made);
  return name === undefined
    ? undefined
    : { code: `${made.functions.join('')}local check = ${name}\n`, completes: made.completes };
}

interface Making {
  readonly functions: string[];
  completes: boolean;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The name of the function for one part. */
function part(schema: unknown, made: Making): string | undefined {
  if (!isSchema(schema) || !Object.keys(schema).every((key) => supported.has(key))) return undefined;
  const pieces = [
    types(schema),
    object(schema, made),
    items(schema, made),
    texts(schema),
    ranges(schema),
    choices(schema),
  ];
  if (!pieces.every((piece) => piece !== undefined)) return undefined;
  const name = `check${made.functions.length + 1}`;
  made.functions.push(`local function ${name}(value)\n${pieces.join('')}end\n`);
  return name;
}

function types({ type }: Schema): string | undefined {
  if (type === undefined) return '';
  const list = Array.isArray(type) ? type.filter((one) => typeof one === 'string') : [type];
  if (!list.every((one) => typeof one === 'string')) return undefined;
  const test = list.map((one) => `is(${luaText(one)}, value)`).join(' or ');
  const words =
    list.length === 1 && !Array.isArray(type) ? `expected ${list[0]}` : `expected one of ${list.join(', ')}`;
  return `  if not (${test}) then return ${luaText(`wrong type: ${words}, got `)} .. kind(value) end\n`;
}

function object(schema: Schema, made: Making): string | undefined {
  const { properties = {}, required = [], additionalProperties, minProperties, maxProperties } = schema;
  if (!isSchema(properties) || !Array.isArray(required)) return undefined;
  const needed = new Set(required.filter((name) => typeof name === 'string'));
  const lines: string[] = [];
  for (const [name, sub] of Object.entries(properties)) {
    const check = part(sub, made);
    const otherwise = isSchema(sub) ? sub['default'] : undefined;
    if (check === undefined || !(otherwise === undefined || isPlain(otherwise))) return undefined;
    const key = `value[${luaText(name)}]`;
    const missing = needed.has(name)
      ? `return ${luaText(`property "${name}" is required`)}`
      : otherwise === undefined || otherwise === null
        ? ''
        : `${key} = ${plain(otherwise)}`;
    if (missing.startsWith('value')) made.completes = true;
    lines.push(
      `    if ${key} == nil then ${missing}${missing === '' ? '' : ' '}else\n`,
      `      local problem = ${check}(${key})\n`,
      `      if problem then return ${luaText(`property "${name}" validation failed: `)} .. problem end\n    end\n`,
    );
  }
  for (const name of needed)
    if (!(name in properties))
      lines.push(
        `    if value[${luaText(name)}] == nil then return ${luaText(`property "${name}" is required`)} end\n`,
      );
  const others = rest(properties, additionalProperties, made);
  if (others === undefined) return undefined;
  lines.push(...others, ...counts(minProperties, maxProperties));
  return lines.length === 0 ? '' : `  if is("object", value) then\n${lines.join('')}  end\n`;
}

/** Properties that the schema does not name. */
function rest(properties: Schema, additional: unknown, made: Making): readonly string[] | undefined {
  if (additional === undefined || additional === true) return [];
  const known = Object.keys(properties).map((name) => `[${luaText(name)}] = true`);
  const head = `    local known = { ${known.join(', ')} }\n    for name, item in pairs(value) do\n      if not known[name] then\n`;
  if (additional === false)
    return [`${head}        return "additional properties forbidden, found " .. name\n      end\n    end\n`];
  const check = part(additional, made);
  return check === undefined
    ? undefined
    : [
        `${head}        local problem = ${check}(item)\n        if problem then return "failed to validate additional property " .. name .. ": " .. problem end\n      end\n    end\n`,
      ];
}

function counts(low: unknown, high: unknown): readonly string[] {
  if (typeof low !== 'number' && typeof high !== 'number') return [];
  return [
    '    local count = 0\n    for _ in pairs(value) do count = count + 1 end\n',
    ...(typeof low === 'number'
      ? [`    if count < ${low} then return "expect object to have at least ${low} properties" end\n`]
      : []),
    ...(typeof high === 'number'
      ? [`    if count > ${high} then return "expect object to have at most ${high} properties" end\n`]
      : []),
  ];
}

function items(schema: Schema, made: Making): string | undefined {
  const { items: sub, minItems: low, maxItems: high } = schema;
  const check = sub === undefined ? undefined : part(sub, made);
  if (sub !== undefined && check === undefined) return undefined;
  const lines = [
    ...(typeof low === 'number'
      ? [`    if #value < ${low} then return "expect array to have at least ${low} items" end\n`]
      : []),
    ...(typeof high === 'number'
      ? [`    if #value > ${high} then return "expect array to have at most ${high} items" end\n`]
      : []),
    ...(check === undefined
      ? []
      : [
          `    for index, item in ipairs(value) do\n      local problem = ${check}(item)\n`,
          '      if problem then return "failed to validate item " .. index .. ": " .. problem end\n    end\n',
        ]),
  ];
  return lines.length === 0 ? '' : `  if is("array", value) then\n${lines.join('')}  end\n`;
}

function texts({ minLength: low, maxLength: high }: Schema): string {
  if (typeof low !== 'number' && typeof high !== 'number') return '';
  return [
    '  if type(value) == "string" then\n    local _, length = value:gsub("[^\\128-\\191]", "")\n',
    ...(typeof low === 'number'
      ? [`    if length < ${low} then return "string too short, expected at least ${low}, got " .. length end\n`]
      : []),
    ...(typeof high === 'number'
      ? [`    if length > ${high} then return "string too long, expected at most ${high}, got " .. length end\n`]
      : []),
    '  end\n',
  ].join('');
}

const comparisons = [
  ['minimum', '<', 'at least'],
  ['exclusiveMinimum', '<=', 'greater than'],
  ['maximum', '>', 'at most'],
  ['exclusiveMaximum', '>=', 'smaller than'],
] as const;

function ranges(schema: Schema): string | undefined {
  const lines: string[] = [];
  for (const [name, fails, words] of comparisons) {
    const limit = schema[name];
    if (limit === undefined) continue;
    if (typeof limit !== 'number') return undefined;
    lines.push(
      `  if type(value) == "number" and value ${fails} ${limit} then return ("expected %.14g to be ${words} %.14g"):format(value, ${limit}) end\n`,
    );
  }
  return lines.join('');
}

function choices({ enum: list }: Schema): string | undefined {
  if (list === undefined) return '';
  if (!Array.isArray(list) || !list.every(isPlain)) return undefined;
  const test = list.map((one) => `value == ${plain(one)}`).join(' or ');
  return `  if not (${test === '' ? 'false' : test}) then return "matches none of the enum values" end\n`;
}

function plain(value: string | number | boolean | null): string {
  if (value === null) return 'null';
  return typeof value === 'string' ? luaText(value) : String(value);
}

/** Reading of a configuration that is plain data. Proto3 JSON: a field may be written `snake_case` or `lowerCamelCase`. */
export type Data = Readonly<Record<string, unknown>>;

const nothing: Data = {};

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field under its name as the proto file has it. */
export function field(data: Data, name: string): unknown {
  const value = data[name];
  if (value !== undefined || !name.includes('_')) return value ?? undefined;
  return data[camel(name)] ?? undefined;
}

export const camel = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export function table(data: Data, name: string): Data | undefined {
  const value = field(data, name);
  return isData(value) ? value : undefined;
}

/** The message, or an empty one, which means the same wherever presence does not count. */
export const tableOrEmpty = (data: Data, name: string): Data => table(data, name) ?? nothing;

export function list(data: Data, name: string): readonly unknown[] {
  const value = field(data, name);
  return Array.isArray(value) ? value : [];
}

export const tables = (data: Data, name: string): readonly Data[] => list(data, name).filter(isData);

export function text(data: Data, name: string): string | undefined {
  const value = field(data, name);
  return typeof value === 'string' ? value : undefined;
}

export const texts = (data: Data, name: string): readonly string[] =>
  list(data, name).filter((one) => typeof one === 'string');

/** A number; 64 bit integers may be written as text, and wrapped ones as `{value: 1}`. */
export function number(data: Data, name: string): number | undefined {
  const value = field(data, name);
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  return isData(value) ? number(value, 'value') : undefined;
}

export function flag(data: Data, name: string): boolean | undefined {
  const value = field(data, name);
  if (typeof value === 'boolean') return value;
  return isData(value) ? flag(value, 'value') : undefined;
}

/** Milliseconds of a duration, which proto3 JSON writes as `1.5s`. */
export function duration(data: Data, name: string): number | undefined {
  const value = field(data, name);
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?s$/.test(value)) return Number(value.slice(0, -1)) * 1000;
  if (isData(value)) return (number(value, 'seconds') ?? 0) * 1000 + (number(value, 'nanos') ?? 0) / 1e6;
  return undefined;
}

/** The short name of the message in a `typed_config`: `Lua` of `type.googleapis.com/envoy...lua.v3.Lua`; the whole in `type`. */
export function typeOf(data: Data): string {
  const type = data['@type'];
  return typeof type === 'string' ? type.slice(type.lastIndexOf('/') + 1) : '';
}

/** Text of a DataSource that stands in the configuration itself. */
export function inlineText(source: Data | undefined): string | undefined {
  if (source === undefined) return undefined;
  const bytes = text(source, 'inline_bytes');
  return text(source, 'inline_string') ?? (bytes === undefined ? undefined : Buffer.from(bytes, 'base64').toString());
}

/** Fields that are set and not among the known ones, as the proto file names them. */
export function unknownFields(data: Data, known: readonly string[]): string[] {
  const names = new Set(known.flatMap((name) => [name, camel(name)]));
  return Object.keys(data).filter((name) => name !== '@type' && !names.has(name));
}

/** A list of one or none. */
export const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

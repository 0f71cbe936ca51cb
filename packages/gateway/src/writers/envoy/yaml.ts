/** Writes plain data as YAML, one member a line; texts that YAML might read as something else are quoted. */
import type { Json, JsonObject } from './config.ts';

const plainText = /^[A-Za-z_/.*][A-Za-z0-9_/.*@-]*(?: [A-Za-z0-9_/.*@-]+)*$/;
const meaningful = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf|\.nan|\.inf|~|\*.*|-.*|\.[0-9].*|.*\.)$/i;

/** The document, with a line feed at its end. */
export function writeYaml(value: JsonObject): string {
  const lines: string[] = [];
  object(value, '', lines);
  return `${lines.join('\n')}\n`;
}

function object(value: JsonObject, indent: string, lines: string[]): void {
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) entry(`${indent}${scalar(key)}:`, member, indent, lines);
  }
}

function entry(head: string, member: Json, indent: string, lines: string[]): void {
  if (isList(member)) {
    if (member.length === 0) lines.push(`${head} []`);
    else {
      lines.push(head);
      for (const item of member) listItem(item, indent, lines);
    }
    return;
  }
  if (typeof member !== 'object') {
    lines.push(`${head} ${scalar(member)}`);
    return;
  }
  if (hasMembers(member)) {
    lines.push(head);
    object(member, `${indent}  `, lines);
  } else lines.push(`${head} {}`);
}

/** Items that stand in several lists (a route in several virtual hosts) are written once. */
const written = new WeakMap<object, { readonly indent: string; readonly text: string }>();

function listItem(item: Json, indent: string, lines: string[]): void {
  if (typeof item !== 'object') {
    lines.push(`${indent}- ${scalar(item)}`);
    return;
  }
  if (isList(item)) throw new TypeError('Envoy has no lists of lists');
  const known = written.get(item);
  const text = known?.indent === indent ? known.text : objectItem(item, indent);
  if (known === undefined) written.set(item, { indent, text });
  lines.push(text);
}

function objectItem(item: JsonObject, indent: string): string {
  const own: string[] = [];
  object(item, `${indent}  `, own);
  return own.length === 0 ? `${indent}- {}` : `${indent}- ${own.join('\n').slice(indent.length + 2)}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const hasMembers = (value: JsonObject): boolean => Object.values(value).some((member) => member !== undefined);

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return plainText.test(value) && !meaningful.test(value) ? value : JSON.stringify(value);
}

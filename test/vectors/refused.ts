/**
 * Cases whose configuration the gateway refuses: convert agrees when it reports an error at that field. Which field it is
 * stands in the gateway's words only: the plugin, and the names of its members that the message quotes.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { writeSource } from './envoy/files.ts';
import type { Json } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase } from './vector.ts';

/** Whether convert reports an error where the gateway does; undefined for a case that is not refused. */
export function reportsRefusal(one: VectorCase, folder: string): boolean | undefined {
  if (one.refused === undefined) return undefined;
  const sources = writeSource(one, folder).map((file) => {
    const name = basename(file);
    return { name, bytes: readFileSync(file), static: name === 'config.yaml' };
  });
  const converted = convert(sources, { to: 'envoy', environment: one.env });
  const findings = converted.ok ? converted.value.findings : converted.error;
  const places = findings.flatMap(({ level, source }) =>
    level === 'error' && source !== undefined ? [source.pointer.split('/')] : [],
  );
  const named = fieldsIn(one.refused.error, one.config ?? {});
  return places.some((place) => named.every((alternatives) => alternatives.some((name) => place.includes(name))));
}

/** What the place must contain: one of each list. */
export function fieldsIn(message: string, config: Json): readonly (readonly string[])[] {
  const plugin = /configuration of plugin (\S+) err/.exec(message)?.[1];
  const detail = message.replace(/^.*? err: /, '');
  const quoted = [...detail.matchAll(/property "([^"]+)"|`([^`]+)`|invalid (\w+) ?\(|the '([^']+)' action/g)];
  const words = detail.match(/\w+/g) ?? [];
  const names = new Set(members(config));
  const told = quoted.flatMap(([, ...groups]) => groups.filter((name) => name !== undefined && names.has(name)));
  // A reference that leads nowhere is told by its kind: `ssl id [gwc]` is some `..._id` with that value.
  const value = /\[([^\]]+)\]/.exec(detail)?.[1];
  const pointing = value === undefined ? [] : referring(config, value);
  const fields = told.length > 0 ? told : pointing.length > 0 ? pointing : words.filter((word) => names.has(word));
  return [
    ...(plugin === undefined ? [] : [[plugin]]),
    ...(fields.length === 0 ? [] : [fields.flatMap((name) => name ?? [])]),
  ];
}

function members(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...members(inner)]);
}

function referring(value: Json, id: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name.endsWith('_id') && inner === id ? [name] : referring(inner, id),
  );
}

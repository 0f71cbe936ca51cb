/**
 * request-validation: headers and body against JSON schemas (`apisix/plugins/request-validation.lua`), headers first. Rules
 * about headers are conditions like any other; each problem has its own words, which clients see.
 */
import { all, always, not } from '@banyan/core/condition/condition.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Node } from '@banyan/core/document/node.ts';
import type { Template } from '../../../model/base.ts';
import type { AnswerWhen, Policy } from '../../../model/policy.ts';
import { isExact } from '../expression/bounds.ts';
import { regexTest } from '../expression/regex.ts';
import type { Shape } from '../schema/shape.ts';
import { both, integer, mapOf, anything, objectOf, text, violation } from '../schema/shape.ts';
import { textOf, valueOf } from '../typed.ts';
import { answering, pageOf } from './answering.ts';
import { numberField, textsField, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const schemas: Shape = (node) =>
  child(node, 'header_schema') === undefined && child(node, 'body_schema') === undefined
    ? violation(node, 'missing', 'header_schema | body_schema')
    : undefined;

const shape = both(
  objectOf({
    header_schema: mapOf(anything),
    body_schema: mapOf(anything),
    max_req_body_size: integer({ min: 1 }),
    rejected_code: integer({ min: 200, max: 599 }),
    rejected_msg: text({ min: 1, max: 256 }),
  }),
  schemas,
);

interface Problem {
  readonly when: Condition;
  readonly words: Template;
}

/** Lengths up to here are told apart, so that the words can name them. */
const mostLengths = 64;

/** Problems in the order in which they are looked for; undefined where the schema asks for more than is covered. */
function headerProblems(schema: Node): readonly Problem[] | undefined {
  const allowed = new Set(['type', 'properties', 'required', 'title', 'description', '$schema']);
  const keys = schema.kind === 'object' ? Array.from(schema.entries.keys()) : [];
  if (!keys.every((key) => allowed.has(key)) || (textOf(child(schema, 'type')) ?? 'object') !== 'object')
    return undefined;
  const required = textsField(schema, 'required');
  const properties = child(schema, 'properties');
  const entries = properties?.kind === 'object' ? Array.from(properties.entries) : [];
  const names = new Set(entries.map(([name]) => name));
  const found = entries.map(([name, sub]) => ofHeader(name, sub, required.includes(name)));
  const absent = required.filter((name) => !names.has(name)).map((name) => missing(name));
  const whole = [...found, absent];
  return whole.every((part) => part !== undefined) && [...names, ...required].every((name) => /^[a-z0-9-]+$/.test(name))
    ? whole.flat()
    : undefined;
}

const missing = (name: string): Problem => ({
  when: not({ subject: `header:${name}`, present: true }),
  words: [`property "${name}" is required`],
});

function ofHeader(name: string, sub: Node, required: boolean): readonly Problem[] | undefined {
  const allowed = new Set(['type', 'enum', 'pattern', 'minLength', 'maxLength', 'title', 'description']);
  const keys = sub.kind === 'object' ? Array.from(sub.entries.keys()) : [];
  if (!keys.every((key) => allowed.has(key))) return undefined;
  const subject = `header:${name}` as const;
  const sent: Condition = { subject, present: true };
  const failed = (when: Condition, ...words: Template): Problem => ({
    when: all([sent, when]),
    words: [`property "${name}" validation failed: `, ...words],
  });
  const problems: Problem[] = required ? [missing(name)] : [];
  const type = child(sub, 'type');
  if (type !== undefined && textOf(type) === undefined) return undefined;
  if (type !== undefined && textOf(type) !== 'string')
    problems.push(failed(always, `wrong type: expected ${textOf(type)}, got string`));
  const low = numberField(sub, 'minLength', 0);
  if (low > mostLengths || child(sub, 'maxLength') !== undefined) return undefined;
  for (let length = 0; length < low; length++)
    problems.push(
      failed({ subject, matches: `^.{${length}}$` }, `string too short, expected at least ${low}, got ${length}`),
    );
  const pattern = textOf(child(sub, 'pattern'));
  if (pattern !== undefined) {
    const matched = regexTest(subject, pattern, false);
    if (!isExact(matched)) return undefined;
    problems.push(
      failed(not(matched.upper), `failed to match pattern "${pattern}" with "`, { attribute: subject }, '"'),
    );
  }
  if (child(sub, 'enum') !== undefined)
    problems.push(failed(not({ subject, in: textsField(sub, 'enum') }), 'matches none of the enum values'));
  return problems;
}

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const status = numberField(node, 'rejected_code', 400);
  const message = textOf(child(node, 'rejected_msg'));
  const headers = child(node, 'header_schema');
  const body = child(node, 'body_schema');
  const problems = headers === undefined ? [] : headerProblems(headers);
  if (problems === undefined) return [unmapped(use, 'header_schema')];
  const refusals = problems.map(
    ({ when, words }): AnswerWhen => answering(use, { status, body: message === undefined ? words : [message] }, when),
  );
  if (body === undefined) return refusals;
  return [
    ...refusals,
    {
      kind: 'validate-body',
      origin: use.name,
      sources: [node],
      schema: valueOf(body),
      maxBytes: numberField(node, 'max_req_body_size', 67_108_864),
      status,
      body: message,
      page: pageOf(status),
    },
  ];
}

export const requestValidation: PluginReader = { name: 'request-validation', shape, read };

/**
 * acl: labels of the consumer, allowed or denied (`apisix/plugins/acl.lua`). A label is a JSON list, a list with commas, or
 * one word (observed: consumer-labels vectors).
 */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Access, Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import { integer, listOf, mapOf, objectOf, text } from '../schema/shape.ts';
import { numberField, textField, textsField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { refusal } from './refusal.ts';

const labels = mapOf(listOf(text(), { min: 1 }), { min: 1 });
const shape = objectOf({
  allow_labels: labels,
  deny_labels: labels,
  rejected_code: integer({ min: 200 }),
  rejected_msg: text(),
});

/** The values of a label. */
function valuesOf(label: string | undefined): readonly string[] {
  if (label === undefined) return [];
  if (!label.startsWith('[')) return label.includes(',') ? label.split(/\s*,\s*/) : [label];
  try {
    const parsed: unknown = JSON.parse(label);
    return Array.isArray(parsed) ? parsed.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}

function contains(wanted: Node | undefined, own: Readonly<Record<string, string>>): boolean {
  if (wanted?.kind !== 'object') return false;
  return Array.from(wanted.entries.keys()).some((name) => {
    const values = valuesOf(own[name]);
    return textsField(wanted, name).some((value) => values.includes(value));
  });
}

function read(use: Use, { consumers, used, objects }: Reading): readonly Policy[] {
  const { node } = use;
  const respond = refusal(
    numberField(node, 'rejected_code', 403),
    textField(node, 'rejected_msg', 'The consumer is forbidden.'),
  );
  const [allowed, denied] = [child(node, 'allow_labels'), child(node, 'deny_labels')];
  const decide = (own: Readonly<Record<string, string>>): Access => {
    if (contains(denied, own)) return { respond };
    return allowed !== undefined && !contains(allowed, own) ? { respond } : 'pass';
  };
  for (const item of objects.consumers.values()) useLabels(used, item.node);
  const missing: Access = { respond: refusal(401, 'Missing authentication.') };
  return [
    {
      kind: 'restrict',
      origin: use.name,
      sources: [node],
      byConsumer: new Map(consumers.map(({ consumer }) => [consumer.name, decide(consumer.labels ?? {})])),
      others: missing,
      withoutConsumer: missing,
    },
  ];
}

/** Labels that decide something are no mere description. */
export function useLabels(used: Set<Node>, consumer: Node): void {
  const node = child(consumer, 'labels');
  if (node !== undefined) used.add(node);
}

export const acl: PluginReader = { name: 'acl', shape, read };

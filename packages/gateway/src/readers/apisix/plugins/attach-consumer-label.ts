/** attach-consumer-label: labels of the consumer as request headers (`apisix/plugins/attach-consumer-label.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import { mapOf, objectOf, text } from '../schema/shape.ts';
import { textOf } from '../typed.ts';
import { useLabels } from './acl.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf({ headers: mapOf(text({ pattern: /^\$.*/ }), { min: 1 }) }, { required: ['headers'] });

function read({ name, node }: Use, { used, objects }: Reading): readonly Policy[] {
  const headers = child(node, 'headers');
  for (const item of objects.consumers.values()) useLabels(used, item.node);
  return [
    {
      kind: 'attach-labels',
      origin: name,
      sources: [node],
      headers:
        headers?.kind === 'object'
          ? Array.from(headers.entries, ([header, label]) => [header, (textOf(label) ?? '').slice(1)] as const)
          : [],
    },
  ];
}

export const attachConsumerLabel: PluginReader = { name: 'attach-consumer-label', shape, read };

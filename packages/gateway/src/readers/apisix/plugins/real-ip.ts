/**
 * real-ip: takes the client's address from a variable, from peers that are believed or from everybody
 * (`apisix/plugins/real-ip.lua`; observed: real-ip vectors).
 */
import { child } from '@banyan/core/document/values.ts';
import type { ClientAddress } from '../../../model/by-request.ts';
import type { Policy } from '../../../model/policy.ts';
import { attributeOf } from '../expression/attribute.ts';
import { addressRange } from '../schema/common.ts';
import { boolean, listOf, objectOf, text } from '../schema/shape.ts';
import { booleanField, textField, textsField, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf(
  { source: text({ min: 1 }), trusted_addresses: listOf(addressRange, { min: 1 }), recursive: boolean },
  { required: ['source'] },
);

/** Only X-Forwarded-For is a list; elsewhere a list is no address. */
function listOfSource(source: string, recursive: boolean, trusting: boolean): ClientAddress['list'] {
  if (source !== 'http_x_forwarded_for') return 'none';
  return recursive && trusting ? 'last-untrusted' : 'last';
}

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const source = textField(node, 'source', '');
  const attribute = attributeOf(source);
  const trusting = child(node, 'trusted_addresses') !== undefined;
  const base = { origin: use.name, sources: [node] };
  if (typeof attribute === 'string' || !/^(?:header|parameter|cookie):/.test(attribute.subject))
    // Whatever else a request may say of itself is no address.
    return source === 'remote_addr' ? [{ kind: 'metrics', ...base }] : [unmapped(use)];
  return [
    {
      kind: 'client-address',
      ...base,
      from: attribute.subject,
      trusted: trusting ? textsField(node, 'trusted_addresses') : undefined,
      list: listOfSource(source, booleanField(node, 'recursive', false), trusting),
    },
  ];
}

export const realIp: PluginReader = { name: 'real-ip', shape, read };

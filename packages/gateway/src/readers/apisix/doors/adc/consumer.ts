/** Consumers, whose credentials become objects of their own, and groups with their consumers inside. */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { idOf, itemsOf, textOf } from '../../typed.ts';
import { maker } from '../make.ts';
import { sortFields } from '../part.ts';
import type { Adc } from './adc.ts';
import { hashed, identityOf } from './id.ts';

const described = { description: 'described', labels: 'described' } as const;
const consumerFates = { ...described, username: 'taken', plugins: 'taken', credentials: 'taken' } as const;
const credentialFates = { ...described, id: 'taken', name: 'taken', type: 'taken', config: 'taken' } as const;
const groupFates = { ...described, id: 'taken', name: 'taken', plugins: 'taken', consumers: 'taken' } as const;

function readCredential({ opening, collected }: Adc, consumer: string, node: Node): void {
  const make = maker(opening.ledger);
  sortFields(opening, node, credentialFates, 'credential');
  for (const field of ['id', 'name', 'type']) {
    const part = child(node, field);
    if (part !== undefined) opening.ledger.mark(part, 'exact');
  }
  const identity = identityOf(node, idOf(child(node, 'name')) ?? '');
  const plugins = make.object(node, [[textOf(child(node, 'type')) ?? '', child(node, 'config')]]);
  const prefix = `${consumer}/credentials/`;
  collected.add('consumers', prefix + identity.name, make.object(node, [['plugins', plugins]]), prefix + identity.key);
}

export function readConsumer(adc: Adc, node: ObjectNode, group?: { readonly id: string; readonly node: Node }): void {
  const make = maker(adc.opening.ledger);
  sortFields(adc.opening, node, consumerFates, 'consumer');
  const username = textOf(child(node, 'username')) ?? '';
  const member = group === undefined ? undefined : make.value(node, group.id, [group.node]);
  const fields = [
    ['username', child(node, 'username')],
    ['plugins', child(node, 'plugins')],
    ['group_id', member],
  ] as const;
  adc.collected.add('consumers', username, make.object(node, fields));
  const credentials = child(node, 'credentials');
  if (credentials !== undefined && itemsOf(credentials).length === 0)
    adc.opening.ledger.mark(credentials, 'ignored', { code: 'APX015' });
  for (const credential of itemsOf(credentials)) readCredential(adc, username, credential);
}

export function readGroup(adc: Adc, node: ObjectNode): void {
  const make = maker(adc.opening.ledger);
  sortFields(adc.opening, node, groupFates, 'consumer_group');
  const name = child(node, 'name') ?? node;
  for (const field of ['id', 'name']) {
    const part = child(node, field);
    if (part !== undefined) adc.opening.ledger.mark(part, 'exact');
  }
  const id = hashed(idOf(name) ?? '');
  const plugins = child(node, 'plugins') ?? make.object(node, [], [name]);
  adc.collected.add('consumer_groups', id, make.object(node, [['plugins', plugins]]));
  for (const consumer of itemsOf(child(node, 'consumers'))) {
    if (consumer.kind === 'object') readConsumer(adc, consumer, { id, node: name });
    else adc.opening.ledger.mark(consumer, 'ignored', { code: 'APX094' });
  }
}

/** Certificates: the first pair is `cert` and `key`, the others are `certs` and `keys`. */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { idOf, itemsOf } from '../../typed.ts';
import { maker } from '../make.ts';
import { renamed, sortFields } from '../part.ts';
import type { Adc } from './adc.ts';
import { identityOf } from './id.ts';

const fates = {
  id: 'taken',
  labels: 'described',
  type: 'taken',
  snis: 'taken',
  certificates: 'taken',
  client: 'taken',
  ssl_protocols: 'taken',
} as const;

export function readCertificate({ opening, collected }: Adc, node: ObjectNode): void {
  const make = maker(opening.ledger);
  sortFields(opening, node, fates, 'ssl');
  const list = child(node, 'certificates') ?? node;
  const [first, ...others] = itemsOf(list);
  const of = (name: string): Node[] => others.flatMap((pair) => child(pair, name) ?? []);
  const id = child(node, 'id');
  if (id !== undefined) opening.ledger.mark(id, 'exact');
  const further = (name: string): Node | undefined => (others.length === 0 ? undefined : make.list(list, of(name)));
  const fields = [
    ...renamed(node, { type: 'type', snis: 'snis', client: 'client', ssl_protocols: 'ssl_protocols' }),
    ['cert', child(first, 'certificate')] as const,
    ['key', child(first, 'key')] as const,
    ['certs', further('certificate')] as const,
    ['keys', further('key')] as const,
  ];
  const names = itemsOf(child(node, 'snis')).map((sni) => idOf(sni) ?? '');
  const identity = identityOf(node, names.join(','));
  collected.add('ssls', identity.name, make.object(node, fields), identity.key);
}

/** What the parts of the door share while they translate the objects of one cluster. */
import type { Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import type { Affects, FindingCode } from '@banyan/core/finding/finding.ts';
import { report } from '../../context.ts';
import type { Opening } from '../door.ts';
import type { Collected } from '../keys.ts';
import type { Make } from '../make.ts';
import type { Cluster, Manifest } from './manifest.ts';

export interface Translation {
  readonly opening: Opening;
  readonly collected: Collected;
  readonly make: Make;
  readonly cluster: Cluster;
  /** Objects that others refer to, of which only parts count: the rest is marked at the end. */
  readonly referred: Set<Node>;
}

/** Why the controller does not take an object over; told where it stands, and nothing of the object has an effect. */
export interface Refusal {
  readonly node: Node;
  readonly reason: string;
}

export const isRefusal = (value: object | undefined): value is Refusal => value !== undefined && 'reason' in value;

export function refuse({ opening }: Translation, { kind, namespace, name, node }: Manifest, refusal: Refusal): void {
  const [word = kind] = kind.split('.');
  report(opening, 'APX097', { kind: word, name: `${namespace}/${name}`, reason: refusal.reason }, refusal.node);
  opening.ledger.mark(node, 'ignored', { code: 'APX097' });
}

/** Marks a part, where there is one. */
export const mark = (
  { opening }: Pick<Translation, 'opening'>,
  node: Node | undefined,
  verdict: 'exact' | 'ignored' | 'unsupported',
  code?: FindingCode,
): void => {
  if (node !== undefined) opening.ledger.mark(node, verdict, code === undefined ? {} : { code });
};

/** What stands around `spec`: the name has its effect in the names of what is made of the object. */
export function markEnvelope(translation: Translation, { node }: Manifest): void {
  for (const [field, part] of node.entries) {
    if (field === 'metadata' && isObject(part)) {
      for (const [name, value] of part.entries) {
        if (name === 'name' || name === 'namespace') mark(translation, value, 'exact');
        else mark(translation, value, 'ignored', 'APX014');
      }
      if (part.entries.size === 0) mark(translation, part, 'ignored', 'APX090');
    } else if (!['spec', 'data', 'stringData', 'subsets', 'endpoints', 'ports'].includes(field)) {
      mark(translation, part, 'ignored', 'APX090');
    }
  }
  mark(translation, child(child(node, 'spec'), 'ingressClassName'), 'ignored', 'APX090');
}

/** A field of the custom resource on which the controller does not act. */
export function inert({ opening }: Translation, node: Node | undefined, field: string, affects?: Affects): void {
  if (node === undefined) return;
  report(opening, 'APX098', { field }, node, affects);
  opening.ledger.mark(node, affects === undefined ? 'ignored' : 'unsupported', { code: 'APX098' });
}

/**
 * What doubles while traffic is divided between source and target: limits that count on both sides, keys and tokens that
 * both must accept, certificates that both must renew. No answer differs by it, so nothing is selected.
 */
import { X509Certificate } from 'node:crypto';
import { never } from '@banyan/core/condition/condition.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';
import type { Finding, FindingContext } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Certificate, Model } from '../model/model.ts';
import type { Policy, PolicyKind } from '../model/policy.ts';

const counting: ReadonlySet<PolicyKind> = new Set(['limit']);
const keyed: ReadonlySet<PolicyKind> = new Set([
  'authenticate-by-jwt',
  'authenticate-by-signature',
  'check-csrf-token',
]);

const at = (source: Node | undefined): FindingContext => ({
  affects: { routes: [], when: never },
  ...(source === undefined ? {} : { source: placeOf(source) }),
});

export function doubles(model: Model): readonly Finding[] {
  const policies = new Map<Node, Policy>();
  for (const list of [...model.rules.map((rule) => rule.policies), model.fallback.policies])
    for (const policy of list) {
      const [source] = policy.sources;
      if (source !== undefined) policies.set(source, policy);
    }
  const said = Array.from(policies, ([source, { kind, origin: part }]): Finding | undefined => {
    if (counting.has(kind)) return finding('APX080', { part }, at(source));
    return keyed.has(kind) ? finding('APX081', { part }, at(source)) : undefined;
  });
  return [...said.filter((one) => one !== undefined), ...expiring(model.certificates ?? [])];
}

/** The certificate that expires first; those that cannot be read are told elsewhere. */
function expiring(certificates: readonly Certificate[]): readonly Finding[] {
  const dated = certificates.flatMap((one) =>
    one.pairs.flatMap(({ certificate }) => {
      const end = endOf(certificate);
      return end === undefined ? [] : [{ one, end }];
    }),
  );
  const [first] = dated.sort((a, b) => a.end - b.end);
  if (first === undefined) return [];
  const date = new Date(first.end).toISOString().slice(0, 10);
  return [finding('APX082', { names: first.one.names.join(', '), date }, at(first.one.sources[0]))];
}

function endOf(certificate: string): number | undefined {
  try {
    return new X509Certificate(certificate).validToDate.getTime();
  } catch {
    return undefined;
  }
}

/** Leaves that neither reader nor writer has said anything about. There must be none; if there are, the user is told. */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { eachWrittenLeaf } from '@banyan/core/document/values.ts';
import type { Condition } from '@banyan/core/condition/condition.ts';
import { all, always, any } from '@banyan/core/condition/condition.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import type { Certificate } from '../model/model.ts';

/** How many leaves came to what. Those that nobody spoke for are marked as unsupported, and each is reported. */
export function tally(
  documents: readonly Document[],
  ledger: Ledger,
): { readonly leaves: Readonly<Record<Verdict, number>>; readonly forgotten: readonly Finding[] } {
  const leaves = { exact: 0, approximated: 0, unsupported: 0, ignored: 0 };
  const left: Node[] = [];
  for (const { root } of documents) {
    eachWrittenLeaf(root, (leaf) => {
      const entry = ledger.entry(leaf);
      if (entry === undefined) left.push(leaf);
      leaves[entry?.verdict ?? 'unsupported']++;
    });
  }
  const forgotten = left.map((leaf) => {
    ledger.mark(leaf, 'unsupported', { code: 'CNV001' });
    const source = placeOf(leaf);
    return finding('CNV001', { pointer: source.pointer }, { source, affects: { routes: 'all', when: always } });
  });
  return { leaves, forgotten };
}

/** Certificates that the target has no place for: nothing answers under their names with TLS. */
export function unusedCertificates(certificates: readonly Certificate[], ledger: Ledger): Finding[] {
  return certificates.flatMap(({ names, sources }) => {
    const left = sources.filter((node) => isLeft(ledger, node));
    const [first] = left;
    if (first === undefined) return [];
    for (const node of left) markLeft(ledger, node);
    const affects = { routes: 'all', when: all([{ subject: 'scheme', equals: 'https' }, shownTo(names)]) } as const;
    return [finding('CNV006', { names: names.join(', ') }, { source: placeOf(first), affects })];
  });
}

/** Requests of clients that are shown the certificate: by the server name, or the host where the name is not known. */
const shownTo = (names: readonly string[]): Condition =>
  any(
    names.flatMap((name) =>
      (['sni', 'host'] as const).map(
        (subject): Condition => (name.startsWith('*') ? { subject, suffix: name.slice(1) } : { subject, equals: name }),
      ),
    ),
  );

function isLeft(ledger: Ledger, node: Node): boolean {
  let left = false;
  eachWrittenLeaf(node, (leaf) => {
    left ||= ledger.entry(leaf) === undefined;
  });
  return left;
}

/** A list of names is a list of leaves, and each counts for itself. */
function markLeft(ledger: Ledger, node: Node): void {
  eachWrittenLeaf(node, (leaf) => {
    if (ledger.entry(leaf) === undefined) ledger.mark(leaf, 'unsupported', { code: 'CNV006' });
  });
}

/** Leaves that neither reader nor writer has said anything about. There must be none; if there are, the user is told. */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { eachWrittenLeaf } from '@banyan/core/document/values.ts';
import { always } from '@banyan/core/condition/condition.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';

/** Marks them as unsupported and reports each. */
export function forgotten(documents: readonly Document[], ledger: Ledger): Finding[] {
  const leaves: Node[] = [];
  for (const { root } of documents) {
    eachWrittenLeaf(root, (leaf) => {
      if (ledger.entry(leaf) === undefined) leaves.push(leaf);
    });
  }
  return leaves.map((leaf) => {
    ledger.mark(leaf, 'unsupported', { code: 'CNV001' });
    const source = placeOf(leaf);
    return finding('CNV001', { pointer: source.pointer }, { source, affects: { routes: 'all', when: always } });
  });
}

import type { Node } from '../document/node.ts';
import type { FindingCode, TargetPlace } from '../finding/finding.ts';
import type { Verdict } from './verdict.ts';
import { worse } from './verdict.ts';

/** What is known of one leaf. */
export interface Entry {
  readonly verdict: Verdict;
  readonly codes: readonly FindingCode[];
  readonly targets: readonly TargetPlace[];
}

/** Account of every source leaf: scalars and empty lists or objects. Reader and writer mark, the driver asks what is left. */
export interface Ledger {
  /** Marks all leaves at and below a node. A leaf may be marked often: the worst verdict wins, codes and the first targets add up. */
  mark(node: Node, verdict: Verdict, why?: { readonly code?: FindingCode; readonly target?: TargetPlace }): void;
  /** undefined when nobody has marked the leaf. */
  entry(leaf: Node): Entry | undefined;
  /** Says that the leaves at and below a node are secrets: their digests must not let anybody try values. */
  conceal(node: Node): void;
  isSecret(leaf: Node): boolean;
  /** Says what a node that no file holds was made of: marks on it are marks on its sources. */
  derive(made: Node, sources: readonly Node[]): void;
}

interface Why {
  readonly code?: FindingCode;
  readonly target?: TargetPlace;
}

/** Places beyond these are not listed: an upstream's leaves take effect on each of ten thousand routes. */
const mostTargets = 16;

const sameTarget = (a: TargetPlace, b: TargetPlace): boolean => a.pointer === b.pointer && a.file === b.file;

/** The same entry when nothing new is said. */
function joined(known: Entry, verdict: Verdict, { code, target }: Why): Entry {
  const worst = worse(known.verdict, verdict);
  const codes = code === undefined || known.codes.includes(code) ? known.codes : [...known.codes, code];
  const listed =
    target === undefined ||
    known.targets.length >= mostTargets ||
    known.targets.some((other) => sameTarget(other, target));
  const targets = listed ? known.targets : [...known.targets, target];
  const same = worst === known.verdict && codes === known.codes && targets === known.targets;
  return same ? known : { verdict: worst, codes, targets };
}

/** Visits every leaf at and below a node, in file order. Shared nodes (aliases) are visited once for each use. */
export function eachLeaf(node: Node, visit: (leaf: Node) => void): void {
  if (node.kind === 'list' && node.items.length > 0) for (const item of node.items) eachLeaf(item, visit);
  else if (node.kind === 'object' && node.entries.size > 0)
    for (const item of node.entries.values()) eachLeaf(item, visit);
  else visit(node);
}

/** Entries of a large source are few different ones: each without a target is kept once. */
function createEntries(): (verdict: Verdict, why: Why) => Entry {
  const known = new Map<string, Entry>();
  return (verdict, { code, target }) => {
    const codes = code === undefined ? none : [code];
    if (target !== undefined) return { verdict, codes, targets: [target] };
    const name = code === undefined ? verdict : `${verdict} ${code}`;
    const same = known.get(name);
    if (same !== undefined) return same;
    const entry = { verdict, codes, targets: none };
    known.set(name, entry);
    return entry;
  };
}

const none: readonly never[] = [];

export function createLedger(): Ledger {
  const entries = new Map<Node, Entry>();
  const secrets = new Set<Node>();
  const origins = new Map<Node, readonly Node[]>();
  const first = createEntries();
  /** The leaves at and below a node, and those that made ones among them come from. */
  const eachOrigin = (node: Node, visit: (leaf: Node) => void): void =>
    eachLeaf(node, (leaf) => {
      visit(leaf);
      for (const source of origins.get(leaf) ?? []) eachOrigin(source, visit);
    });
  return {
    mark(node, verdict, why = {}) {
      const fresh = first(verdict, why);
      eachOrigin(node, (leaf) => {
        const known = entries.get(leaf);
        if (known === fresh) return;
        const entry = known === undefined ? fresh : joined(known, verdict, why);
        if (entry !== known) entries.set(leaf, entry);
      });
    },
    entry: (leaf) => entries.get(leaf),
    conceal(node) {
      eachOrigin(node, (leaf) => secrets.add(leaf));
    },
    isSecret: (leaf) => secrets.has(leaf),
    derive(made, sources) {
      origins.set(made, sources);
    },
  };
}

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
  /** Marks all leaves at and below a node. A leaf may be marked often; the worst verdict wins, codes and targets add up. */
  mark(node: Node, verdict: Verdict, why?: { readonly code?: FindingCode; readonly target?: TargetPlace }): void;
  /** undefined when nobody has marked the leaf. */
  entry(leaf: Node): Entry | undefined;
  /** Says that the leaves at and below a node are secrets: their digests must not let anybody try values. */
  conceal(node: Node): void;
  isSecret(leaf: Node): boolean;
  /** Says what a node that no file holds was made of: marks on it are marks on its sources. */
  derive(made: Node, sources: readonly Node[]): void;
}

const add = <T>(list: readonly T[], item: T | undefined, same: (a: T, b: T) => boolean): readonly T[] =>
  item === undefined || list.some((other) => same(other, item)) ? list : [...list, item];

interface Why {
  readonly code?: FindingCode;
  readonly target?: TargetPlace;
}

/** The same entry when nothing new is said. */
function joined(known: Entry, verdict: Verdict, { code, target }: Why): Entry {
  const joint = {
    verdict: worse(known.verdict, verdict),
    codes: add(known.codes, code, (a, b) => a === b),
    targets: add(known.targets, target, (a, b) => a.file === b.file && a.pointer === b.pointer),
  };
  const same = joint.verdict === known.verdict && joint.codes === known.codes && joint.targets === known.targets;
  return same ? known : joint;
}

/** Visits every leaf at and below a node, in file order. Shared nodes (aliases) are visited once for each use. */
export function eachLeaf(node: Node, visit: (leaf: Node) => void): void {
  if (node.kind === 'list' && node.items.length > 0) for (const item of node.items) eachLeaf(item, visit);
  else if (node.kind === 'object' && node.entries.size > 0)
    for (const item of node.entries.values()) eachLeaf(item, visit);
  else visit(node);
}

/** Entries of a large source are few different ones: each is kept once. */
function createEntries(): (verdict: Verdict, why: Why) => Entry {
  const known = new Map<string, Entry>();
  return (verdict, { code, target }) => {
    const made = (): Entry => ({
      verdict,
      codes: code === undefined ? [] : [code],
      targets: target === undefined ? [] : [target],
    });
    if (target !== undefined) return made();
    const name = `${verdict} ${code ?? ''}`;
    const entry = known.get(name) ?? made();
    known.set(name, entry);
    return entry;
  };
}

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

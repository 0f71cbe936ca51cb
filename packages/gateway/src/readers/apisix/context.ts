/** What all parts of the reader share while they read one configuration. */
import type { Node } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Affects, Finding, FindingCode } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { never } from '@banyan/core/condition/condition.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import { eachLeaf } from '@banyan/core/ledger/ledger.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import type { ReadConsumer } from './consumers.ts';
import type { Environment } from './environment.ts';
import type { Objects } from './objects.ts';
import type { Use } from './plugins/reader.ts';
import type { Targets } from './targets.ts';

export interface Reading {
  readonly ledger: Ledger;
  readonly findings: Finding[];
  readonly objects: Objects;
  /** For references such as `$env://NAME`. */
  readonly environment: Environment;
  /** Where http_to_https leads. */
  readonly httpsPort: number;
  readonly targets: Targets;
  /** Plugins of global rules that run. */
  readonly globals: readonly Use[];
  readonly consumers: readonly ReadConsumer[];
  /** Objects and plugins that some route uses; the rest has no effect. */
  readonly used: Set<Node>;
}

/** A finding's parameters by its code. */
type ParamsOf<C extends FindingCode> = Parameters<typeof finding<C>>[1];

/** Reports something about a node. Nothing differs between source and target unless `affects` says so. */
export function report<C extends FindingCode>(
  reading: Pick<Reading, 'findings'>,
  code: C,
  params: ParamsOf<C>,
  node: Node | undefined,
  affects: Affects = { routes: [], when: never },
): void {
  reading.findings.push(finding(code, params, node === undefined ? { affects } : { source: placeOf(node), affects }));
}

/** Marks the leaves at and below a node that nobody has marked. */
export function markRest({ ledger }: Pick<Reading, 'ledger'>, node: Node, verdict: Verdict, code: FindingCode): void {
  eachLeaf(node, (leaf) => {
    if (ledger.entry(leaf) === undefined) ledger.mark(leaf, verdict, { code });
  });
}

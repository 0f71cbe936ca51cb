/** What a feature of the writer has to say: gathered while writing, turned into findings and ledger marks at the end. */
import { any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Params } from '@banyan/core/finding/define.ts';
import { type Affects, type Finding, finding, type FindingCode } from '@banyan/core/finding/finding.ts';
import type { envoy } from '@banyan/core/findings/envoy.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';

export type EnvoyCode = keyof typeof envoy;

/** The one file of this target. */
export const fileName = 'envoy.yaml';

/** Where its virtual hosts stand. */
export const hostsPointer =
  '/static_resources/listeners/0/filter_chains/0/filters/0/typed_config/route_config/virtual_hosts';

/** Where a pointer of a remark leads. */
type Locate = (pointer: string) => { readonly file: string; readonly pointer: string };

const inOneFile: Locate = (pointer) => ({ file: fileName, pointer });

export interface Remark {
  readonly code: EnvoyCode;
  readonly params?: Params;
  /** Where in the source; without it the remark is about the target as a whole. */
  readonly source?: Node | undefined;
  readonly routes?: readonly string[] | 'all';
  /** For which requests the answer differs; without it for none. */
  readonly when?: Condition;
  /** Where in the written file. */
  readonly pointer?: string;
}

/** Collects remarks and marks; remarks with one code, place and text are joined. Stateful, so a class. */
export class Notes {
  readonly #ledger: Ledger;
  readonly #remarks = new Map<string, Remark>();
  readonly #routes = new Map<string, Set<string> | 'all'>();
  readonly #conditions = new Map<string, Map<string, Condition>>();

  readonly #locate: Locate;

  constructor(ledger: Ledger, locate: Locate = inOneFile) {
    this.#ledger = ledger;
    this.#locate = locate;
  }

  mark(nodes: readonly Node[], verdict: Verdict, pointer: string, code?: FindingCode): void {
    const target = this.#locate(pointer);
    for (const node of nodes) this.#ledger.mark(node, verdict, code === undefined ? { target } : { code, target });
  }

  say(remark: Remark): void {
    const place = remark.source === undefined ? '' : JSON.stringify(placeOf(remark.source));
    const key = JSON.stringify([remark.code, place, remark.params ?? {}]);
    if (!this.#remarks.has(key)) this.#remarks.set(key, remark);
    this.#routes.set(key, joined(this.#routes.get(key), remark.routes ?? []));
    if (remark.when === undefined) return;
    const conditions = this.#conditions.get(key) ?? new Map<string, Condition>();
    this.#conditions.set(key, conditions.set(JSON.stringify(remark.when), remark.when));
  }

  findings(): readonly Finding[] {
    return [...this.#remarks].map(([key, remark]) => {
      const routes = this.#routes.get(key) ?? [];
      const affects: Affects = {
        routes: routes === 'all' ? routes : [...routes],
        when: any([...(this.#conditions.get(key)?.values() ?? [])]),
      };
      // Codes and their parameters stand side by side where remarks are made; the union of all codes has no one shape.
      const make = finding as (code: FindingCode, params: Params, context: object) => Finding;
      return make(remark.code, remark.params ?? {}, {
        ...(remark.source === undefined ? {} : { source: placeOf(remark.source) }),
        target: this.#locate(remark.pointer ?? ''),
        affects,
      });
    });
  }
}

/** Adds to the set in place: a remark may be made about thousands of routes. */
function joined(sofar: Set<string> | 'all' | undefined, more: readonly string[] | 'all'): Set<string> | 'all' {
  if (sofar === 'all' || more === 'all') return 'all';
  const routes = sofar ?? new Set<string>();
  for (const route of more) routes.add(route);
  return routes;
}

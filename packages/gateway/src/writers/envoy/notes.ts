/** What a feature of the writer has to say: gathered while writing, turned into findings and ledger marks at the end. */
import { any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Params } from '@banyan/core/finding/define.ts';
import { type Affects, type Finding, finding, type FindingCode, type Pause } from '@banyan/core/finding/finding.ts';
import type { gatewayApi } from '@banyan/core/findings/gateway-api.ts';
import type { istio } from '@banyan/core/findings/istio.ts';
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
export type Locate = (pointer: string) => { readonly file: string; readonly pointer: string };

const inOneFile: Locate = (pointer) => ({ file: fileName, pointer });

export interface Remark {
  readonly code: EnvoyCode | keyof typeof istio | keyof typeof gatewayApi | 'APX039';
  readonly params?: Params;
  /** Where in the source; without it the remark is about the target as a whole. */
  readonly source?: Node | undefined;
  readonly routes?: readonly string[] | 'all';
  /** For which requests the answer differs; without it for none. */
  readonly when?: Condition;
  /** Where nothing differs but request headers that upstreams receive in addition. */
  readonly headers?: readonly string[];
  /** Where no answer differs by itself, but how many of several requests each node gets. */
  readonly counts?: true;
  /** Only while a pause lasts. */
  readonly after?: Pause;
  /** Only where the source answers with one of these statuses by itself. */
  readonly statuses?: readonly number[];
  /** Only where the source's answer has one of these content types. */
  readonly types?: readonly string[];
  /** Where in the written file. */
  readonly pointer?: string;
}

/** A remark with all that was said of it. */
interface Noted {
  readonly remark: Remark;
  routes: Set<string> | 'all';
  /** Whether all that was said of requests is about counts. */
  counts: boolean;
  readonly conditions: Set<Condition>;
}

/** Collects remarks and marks; remarks with one code, place and text are joined. Stateful, so a class. */
export class Notes {
  readonly #ledger: Ledger;
  readonly #noted: Noted[] = [];
  /** By place, and there by code and parameters. */
  readonly #known = new Map<Node | undefined, Map<string, Noted>>();

  readonly #locate: Locate;

  constructor(ledger: Ledger, locate: Locate = inOneFile) {
    this.#ledger = ledger;
    this.#locate = locate;
  }

  mark(nodes: readonly Node[], verdict: Verdict, pointer: string, code?: FindingCode): void {
    const target = this.#locate(pointer);
    const why = code === undefined ? { target } : { code, target };
    for (const node of nodes) this.#ledger.mark(node, verdict, why);
  }

  say(remark: Remark): void {
    const noted = this.#notedOf(remark);
    noted.routes = joined(noted.routes, remark.routes ?? []);
    if (remark.when === undefined) return;
    noted.counts = (noted.conditions.size === 0 || noted.counts) && remark.counts === true;
    noted.conditions.add(remark.when);
  }

  #notedOf(remark: Remark): Noted {
    const here = this.#known.get(remark.source) ?? new Map<string, Noted>();
    this.#known.set(remark.source, here);
    // About the target as a whole there may be many remarks with one text: each for its own requests, so that the
    // condition of one is not taken for the routes of another.
    const whom =
      (remark.source === undefined && remark.when !== undefined ? JSON.stringify(remark.when) : '') +
      (remark.after === undefined ? '' : JSON.stringify(remark.after)) +
      (remark.types === undefined ? '' : JSON.stringify(remark.types));
    const key = remark.code + (remark.params === undefined ? '{}' : JSON.stringify(remark.params)) + whom;
    const known = here.get(key);
    if (known !== undefined) return known;
    const noted: Noted = { remark, routes: new Set(), counts: false, conditions: new Set() };
    here.set(key, noted);
    this.#noted.push(noted);
    return noted;
  }

  findings(): readonly Finding[] {
    return this.#noted.map(({ remark, routes, counts, conditions }) => {
      const affects: Affects = {
        routes: routes === 'all' ? routes : [...routes],
        when: any(different(conditions)),
        ...(remark.headers === undefined ? {} : { headers: remark.headers }),
        ...(counts ? { counts } : {}),
        ...(remark.after === undefined ? {} : { after: remark.after }),
        ...(remark.statuses === undefined ? {} : { statuses: remark.statuses }),
        ...(remark.types === undefined ? {} : { types: remark.types }),
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

/** Without those that say the same as an earlier one. */
function different(conditions: ReadonlySet<Condition>): readonly Condition[] {
  if (conditions.size < 2) return [...conditions];
  const known = new Map<string, Condition>();
  for (const condition of conditions) {
    const text = JSON.stringify(condition);
    if (!known.has(text)) known.set(text, condition);
  }
  return [...known.values()];
}

/** Adds to the set in place: a remark may be made about thousands of routes. */
function joined(sofar: Set<string> | 'all', more: readonly string[] | 'all'): Set<string> | 'all' {
  if (sofar === 'all' || more === 'all') return 'all';
  for (const route of more) sofar.add(route);
  return sofar;
}

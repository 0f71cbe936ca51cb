/**
 * What a rule becomes, step by step: each policy takes the variants so far and gives the next ones. Variants of a rule are
 * tried in order, so a policy that answers some requests itself puts those first and leaves the rest behind them.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import type { Model } from '../../../model/model.ts';
import type { WriterOptions } from '../../writer.ts';
import type { HeaderMatcher, JsonObject } from '../config.ts';
import type { EnvoyCode } from '../notes.ts';

export interface Variant {
  /** Header matchers beside those of the rule. */
  readonly guard: readonly HeaderMatcher[];
  /** A path match in place of the rule's. */
  readonly path?: JsonObject;
  /** `redirect` or `direct_response`; without it the request goes to the rule's upstream. */
  readonly final?: JsonObject;
  /** Members of RouteAction. */
  readonly forward: JsonObject;
  /** What the upstream receives: HeaderValueOption. */
  readonly requestHeaders: readonly JsonObject[];
  readonly requestRemovals: readonly string[];
  /** What the client receives, also with answers that Envoy makes: mutations of the header_mutation filter. */
  readonly responseMutations: readonly JsonObject[];
  /** Parameters that the upstream receives in addition: mutations of the same filter. */
  readonly queryMutations: readonly JsonObject[];
  /** Headers of a final answer. */
  readonly finalHeaders: readonly JsonObject[];
  /** Configuration of HTTP filters for this route. */
  readonly filters: Readonly<Record<string, JsonObject>>;
  /** The consumer that was found. */
  readonly consumer?: string;
}

export const plainVariant: Variant = {
  guard: [],
  forward: {},
  requestHeaders: [],
  requestRemovals: [],
  responseMutations: [],
  queryMutations: [],
  finalHeaders: [],
  filters: {},
};

/** What the whole configuration needs because some route uses it. Grows while rules are compiled. */
export interface Needs {
  readonly internalHeaders: Set<string>;
  readonly filters: Map<string, JsonObject>;
  readonly removedEarly: Set<string>;
  secrets: boolean;
  keepOld: boolean;
}

export interface PolicyContext {
  readonly model: Model;
  readonly options: WriterOptions;
  readonly needs: Needs;
  /** Id of the source's route; undefined for the answer where no route matches. */
  readonly route: string | undefined;
  /** A short unique name of the rule, for names in the configuration. */
  readonly name: string;
  /** Whether the rule goes to an upstream. */
  readonly forwards: boolean;
}

/** A difference that a policy's translation has. */
export interface Difference {
  readonly code: EnvoyCode;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly verdict: Verdict;
  /** For which of the rule's requests; without it for none. */
  readonly when?: Condition;
}

export interface Applied {
  readonly variants: readonly Variant[];
  readonly differences: readonly Difference[];
}

/** An answer by Envoy itself, with APISIX's content type for its own answers. */
export function answer(
  variant: Variant,
  status: number,
  body: string,
  headers: readonly JsonObject[],
  guard: readonly HeaderMatcher[] = [],
): Variant {
  return {
    ...variant,
    guard: [...variant.guard, ...guard],
    final: { direct_response: { status, body: body === '' ? undefined : { inline_string: body } } },
    finalHeaders: [...variant.finalHeaders, ...headers],
  };
}

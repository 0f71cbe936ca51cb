/**
 * What a rule becomes, step by step: each policy takes the variants so far and gives the next ones. Variants of a rule are
 * tried in order, so a policy that answers some requests itself puts those first and leaves the rest behind them.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Pause } from '@banyan/core/finding/finding.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import type { Model, PathMatch } from '../../../model/model.ts';
import type { ClientAddress } from '../../../model/by-request.ts';
import type { BreakCircuit, LimitConcurrency, Mirror } from '../../../model/policy.ts';
import type { Upstream } from '../../../model/upstream.ts';
import type { WriterOptions } from '../../writer.ts';
import type { HeaderMatcher, JsonObject } from '../config.ts';
import type { LimitFilters } from '../limits/filters.ts';
import type { ScriptNames } from '../lua/shared.ts';
import type { EnvoyCode } from '../notes.ts';
import type { Parts } from '../parts.ts';

export interface Variant {
  /** Header matchers beside those of the rule. */
  readonly guard: readonly HeaderMatcher[];
  /** A path match in place of the rule's. */
  readonly path?: JsonObject;
  /** `redirect` or `direct_response`; without it the request goes to the rule's upstream. */
  readonly final?: JsonObject;
  /** Members of RouteAction. */
  readonly forward: JsonObject;
  /** What the upstream receives, in this order: mutations of the header_mutation filter. */
  readonly requestMutations: readonly JsonObject[];
  /** What the client receives, also with answers that Envoy makes: mutations of the header_mutation filter. */
  readonly responseMutations: readonly JsonObject[];
  /** Parameters that the upstream receives in addition: mutations of the same filter. */
  readonly queryMutations: readonly JsonObject[];
  /** Headers of a final answer. */
  readonly finalHeaders: readonly JsonObject[];
  /** Configuration of HTTP filters for this route. */
  readonly filters: Readonly<Record<string, JsonObject>>;
  /** Statements of Lua on the request, before anything else is done with it: they keep what format strings use later. */
  readonly early: readonly string[];
  /** Statements of Lua on the answer, whoever made it, behind the mutations. */
  readonly late: readonly string[];
  /** The consumer that was found. */
  readonly consumer?: string;
  /** Answered by a global policy before those of the route came to act: these do not see the answer. */
  readonly beforeRoute?: true;
  /** What filters read from the route, beside its name. */
  readonly metadata?: JsonObject;
  /** From where the client's address was taken, if not from the connection. */
  readonly client?: ClientAddress;
  /** How many of the requests, in per cent, drawn by lot; without it all. */
  readonly share?: number;
  /** How many requests may be on their way at the same time, of all routes with the same group. */
  readonly concurrency?: { readonly group: string; readonly most: number };
  /** Which answers of nodes keep further requests from them for a while. */
  readonly breaker?: BreakCircuit;
  /** Who receives a copy of what the upstream receives. */
  readonly mirror?: Mirror;
  /** Where the request goes instead of the rule's own upstream. */
  readonly upstream?: Upstream;
  /** Or to several, drawn by lot; undefined is the rule's own. */
  readonly shares?: readonly { readonly upstream: Upstream | undefined; readonly weight: number }[];
}

export const plainVariant: Variant = {
  guard: [],
  forward: {},
  requestMutations: [],
  responseMutations: [],
  queryMutations: [],
  finalHeaders: [],
  filters: {},
  early: [],
  late: [],
};

/** With statements that keep what a text needs. */
export const prepared = (variant: Variant, early: readonly string[]): Variant =>
  early.length === 0 ? variant : { ...variant, early: [...new Set([...variant.early, ...early])] };

/** What a writer makes by itself, so that it may hold what no object of another control plane has. */
export interface Own {
  /** Filters that are not Lua may be put among those of Envoy. */
  readonly chain: boolean;
  /** Clusters have the names and limits that they are given here; scripts may call them. */
  readonly clusters: boolean;
  /** Requests can be logged by route. */
  readonly logging: boolean;
}

/** Formats of access logs by name. */
export type Logs = Map<string, JsonObject>;

/** What the whole configuration needs because some route uses it. Grows while rules are compiled. */
export interface Needs extends Own {
  readonly internalHeaders: Set<string>;
  readonly filters: Map<string, JsonObject>;
  /** Filters of limits, which many routes share. */
  readonly limits: LimitFilters;
  readonly removedEarly: Set<string>;
  /** Upstreams that were put together from those of the model. */
  readonly upstreams: Upstream[];
  /** Upstreams by name: whether every request gets the node that the source would have chosen. */
  readonly chosen: Map<string, boolean>;
  secrets: boolean;
  /** Where filters put the words of their refusals into headers: their statuses that Envoy does not know. */
  spoken: Set<number> | undefined;
  keepOld: boolean;
  /** How often most routes try again: said once for all of them. */
  readonly retries: number;
  /** How long connections to an upstream may take, by its name. */
  readonly connect: ReadonlyMap<string, number>;
  /** What routes have in common: said once in the file. */
  readonly parts: Parts;
  /** Whether the path is made by Lua, as the source makes it. */
  readonly lua: boolean;
  /** Whether some rules let connections be upgraded: all others must say that they do not. */
  readonly upgrades: boolean;
  /** Matchers that stand for conditions of the source, and hold no secret. */
  readonly told: Set<HeaderMatcher>;
  /** Refusals of clusters that have enough to do, by their words: what routes say in their metadata. */
  readonly overflows: Map<string, Pick<LimitConcurrency, 'status' | 'message'>>;
  /** Access logs that routes ask for in their metadata; undefined where the target has none. */
  readonly logs: Logs | undefined;
  /** Answers where all nodes are kept from requests, by name: what routes say in their metadata. */
  readonly breaks: Map<string, JsonObject>;
  /** Scripts that filters know by name, because several routes run them. */
  scripts: ScriptNames;
}

export interface PolicyContext {
  readonly model: Model;
  readonly options: WriterOptions;
  readonly needs: Needs;
  /** Id of the source's route; undefined for the answer where no route matches. */
  readonly route: string | undefined;
  /** A short unique name of the rule, for names in the configuration. */
  readonly name: string;
  /** The rule's own upstream. */
  readonly upstream: Upstream | undefined;
  /** Whether the rule's upstream leaves the Host header as it is. */
  readonly passesHost: boolean;
  /** What the rule's paths look like. */
  readonly path: PathMatch | undefined;
}

/** A difference that a policy's translation has. */
export interface Difference {
  readonly code: EnvoyCode;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly verdict: Verdict;
  /** For which of the rule's requests; without it for none. */
  readonly when?: Condition;
  /** Where no answer differs by itself, but how many of several requests each node gets. */
  readonly counts?: true;
  /** Only while a pause lasts. */
  readonly after?: Pause;
  /** Only where the source's answer has one of these content types. */
  readonly types?: readonly string[];
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
  const final: JsonObject = { direct_response: { status, body: body === '' ? undefined : { inline_string: body } } };
  const guarded = { ...variant, final, guard: [...variant.guard, ...guard] };
  if (body !== '') return { ...guarded, finalHeaders: [...variant.finalHeaders, ...headers] };
  // Envoy takes the content type off an empty answer; the filter puts it back.
  const mutations = headers.map((append) => ({ append }));
  return { ...guarded, responseMutations: [...mutations, ...variant.responseMutations] };
}

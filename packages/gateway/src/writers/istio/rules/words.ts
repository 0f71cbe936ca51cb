/** What the translation of routes needs to know of the rest of the conversion. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { FindingCode } from '@banyan/core/finding/finding.ts';
import type { Forwarding, Model } from '../../../model/model.ts';
import type { HeaderMatcher, JsonObject } from '../../envoy/config.ts';
import type { IstioCode } from '../notes.ts';

/** How far a conversion may go: `filters` is EnvoyFilter, with or without Lua. */
export type Mode = 'plain' | 'lua' | 'filters';

/** A service that stands for an upstream, or for one of its nodes. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** What the nodes are called in the Host header, where all are called the same. */
  readonly nodeName?: string | undefined;
  /** A service for each node, where they are called differently. */
  readonly nodes?: readonly (Place & { readonly weight: number })[];
}

/** Where the requests for an Envoy cluster go in Istio. */
export type Destination = (cluster: string) => Place | undefined;

export interface Words {
  readonly mode: Mode;
  readonly forwarding: Forwarding;
  readonly destination: Destination;
  /** Headers that only scripts set, because those of clients are removed before. */
  readonly scripted: ReadonlySet<string>;
  /** Whether some rules let connections be upgraded. */
  readonly upgrades: boolean;
  /** Attempts after the first, by cluster. */
  readonly retries: (cluster: string) => number;
  /** What Envoy's own filter would be told about tokens. */
  readonly tokens: JsonObject;
  readonly charset: Model['charset'];
  readonly upstreamStatus: Model['upstreamStatus'];
}

/** Something to be said about a route. */
export interface Remark {
  readonly code: IstioCode;
  readonly part: string;
  /** For which of the requests that meet the route; without it for all. */
  readonly when?: Condition;
}

export interface Spoken {
  readonly rule: JsonObject;
  /** The route's name and what to merge into it. */
  readonly patch: JsonObject | undefined;
  /** Lua of the route, by the filter that it belongs to. */
  readonly scripts: readonly (readonly [filter: string, source: string])[];
  /** The content type of an answer without a body, which Envoy takes off and Lua puts back. */
  readonly emptyType: string | undefined;
  readonly remarks: readonly Remark[];
  /** Matchers of the route that its rule does not say. */
  readonly unsaid: readonly HeaderMatcher[];
  /** By which finding the route answers 503, where it does so only in Istio. */
  readonly closed: FindingCode | undefined;
}

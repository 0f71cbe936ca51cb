/** What the translation of routes needs to know of the rest of the conversion. */
import type { Forwarding } from '../../../model/model.ts';

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
}

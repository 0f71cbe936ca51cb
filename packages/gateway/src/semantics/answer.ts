/**
 * What an evaluator says about one request. Field names are those of the vectors (docs/reference/vectors.md), so that
 * recorded answers of the real gateway, evaluators and real proxies are compared by the same program.
 */
export interface Answer {
  readonly status?: number;
  /** Set of statuses where the answer depends on which node is picked first. */
  readonly statuses?: readonly number[];
  /** Id of the route that matched; null when none did. */
  readonly route: string | null;
  readonly matched_uri?: string;
  readonly matched_host?: string;
  readonly consumer?: string;
  /** host:port of the nodes that may receive the request; absent when none does. */
  readonly nodes?: readonly string[];
  readonly upstream?: UpstreamView;
  /** What the gateway itself puts into the answer; lower-case names, repeated ones joined by a line feed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body when the gateway makes or changes it. */
  readonly body?: string;
  /** Decisions in the order in which they were taken, each with its reason. */
  readonly trace: readonly TraceStep[];
  /** Named parts of the configuration that took part and that the evaluator does not know. The answer is then not to be relied on. */
  readonly notCovered?: readonly string[];
  /** What a program that serves the answer over a socket needs beyond what is compared. Never printed. */
  readonly serving?: Serving;
}

/** For `emulate`: see emulate/. */
export interface Serving {
  /** Id of the route's service; empty when it has none. */
  readonly service: string;
  /** Whether the gateway's metrics plugin counts the request. */
  readonly counted: boolean;
  /** How the request is forwarded; absent when the gateway answers by itself. */
  readonly forward?: Forward;
}

export interface Forward {
  /** Requests with the same key share one picker (the upstream object, or route, service and place of an inline one). */
  readonly picker: string;
  readonly scheme: 'http' | 'https' | 'grpc' | 'grpcs';
  readonly algorithm: 'roundrobin' | 'chash' | 'least_conn' | 'ewma';
  /** Value that `chash` hashes for this request. */
  readonly hash?: string;
  /** Including those of weight 0. `hostHeader` is the Host that this node gets where it follows the node (pass_host: node). */
  readonly nodes: readonly {
    readonly host: string;
    readonly port: number;
    readonly weight: number;
    readonly priority: number;
    readonly hostHeader?: string;
  }[];
  /** How often another node is tried after the first. */
  readonly retries: number;
  /** Seconds; 0 means no limit. */
  readonly retryTimeout: number;
  /** Seconds between two reads or writes. */
  readonly timeout: { readonly connect: number; readonly send: number; readonly read: number };
  /** Whether an Upgrade is passed on. */
  readonly websocket: boolean;
  /** Whether `respond` looks at or replaces the body, so that the whole of it is needed first. */
  readonly needsBody: boolean;
  /**
   * What the client receives when this came from the node, or when the gateway itself made the page because no node
   * answered (`upstream` false). `statuses` are those of all attempts, as nginx joins them. Text is the bytes of the wire.
   */
  readonly respond: (received: Exchanged, from: { readonly upstream: boolean; readonly statuses: string }) => Exchanged;
  /** To be called when the answer has gone or will never go: until then the request is at work. */
  readonly done: () => void;
}

/** A response on the wire; status 0 where the connection is closed without one. */
export interface Exchanged {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

/** What the chosen node receives, as a difference to the request. */
export interface UpstreamView {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly host: string;
  /** New or changed headers, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Request headers that do not arrive. */
  readonly removed?: readonly string[];
  readonly body?: string;
}

export interface TraceStep {
  /** What was decided: `host`, `path`, `method`, `vars`, `route`, `plugin`, `upstream` ... */
  readonly step: string;
  readonly detail: string;
  /** file:line:column of what decided; its RFC 6901 pointer when the source has no places. */
  readonly place?: string;
}

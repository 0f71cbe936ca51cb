/** Answers in the notation of the vectors (docs/reference/vectors.md), as they are compared. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Headers = Readonly<Record<string, string>>;

/** What a node received, as a difference to the request. */
export interface UpstreamSeen {
  readonly method: string;
  readonly target: string;
  readonly host?: string;
  readonly host_any_of?: readonly string[];
  readonly headers: Headers;
  readonly removed?: readonly string[];
  readonly body?: string;
  readonly body_json?: Json;
  readonly http?: number;
  readonly tls?: Readonly<Record<string, Json>>;
}

export interface AuxSeen {
  readonly node: string;
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly body_json?: Json;
}

export type Counts = Readonly<Record<string, number>>;

/** One answer, recorded, observed, or evaluated. */
export interface SeenAnswer {
  readonly status?: number;
  readonly statuses?: readonly number[];
  readonly route?: string | null;
  readonly matched_uri?: string | null;
  readonly matched_host?: string;
  readonly consumer?: string;
  readonly nodes?: readonly string[];
  readonly upstream?: UpstreamSeen;
  readonly tries?: readonly number[];
  readonly upstream_status?: string;
  readonly headers?: Headers;
  readonly body?: string;
  readonly body_json?: Json;
  readonly body_kind?: string;
  readonly body_length?: number;
  readonly aux?: readonly AuxSeen[];
  readonly statuses_count?: Counts;
  readonly statuses_count_any_of?: readonly Counts[];
  readonly calls_count?: Counts;
  readonly calls_count_any_of?: readonly Counts[];
  readonly rejected?: {
    readonly status: number;
    readonly headers?: Headers;
    readonly body?: string;
    readonly body_kind?: string;
  };
  readonly slower_than_ms?: Counts;
  readonly same_node_as?: number;
  readonly tls?: Readonly<Record<string, Json>>;
  readonly refused?: boolean;
}

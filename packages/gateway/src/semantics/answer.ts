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
  /** file:line:column of what decided, when the source has places. */
  readonly place?: string;
}

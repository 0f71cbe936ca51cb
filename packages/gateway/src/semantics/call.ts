/**
 * Requests that a gateway itself makes while it decides (forward-auth, opa, ext_authz, httpCall of Lua). Whoever asks an
 * evaluator may say what those servers answer; without that, such a part of the configuration is not covered.
 */
export interface Call {
  readonly scheme: 'http' | 'https';
  /** `host:port`, the port always written. */
  readonly node: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** As sent: without the port where that is the scheme's own. */
  readonly host: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Milliseconds after which the gateway waits no longer. */
  readonly timeout: number;
}

/** undefined: no answer in time, or none at all. */
export type CallAnswer =
  | {
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string;
    }
  | undefined;

export type Callee = (call: Call) => CallAnswer;

/**
 * What a configuration asks of requests, taken apart: the raw material of witnesses. Atoms are hints, not rules: whether a
 * request really meets a rule is for the evaluators to say, so that a wrong atom costs a witness and never a wrong verdict.
 */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';

/** Where a request carries a value. */
export interface Carrier {
  readonly on: 'header' | 'query' | 'cookie';
  readonly name: string;
}

export interface PathAtom {
  readonly kind: 'exact' | 'prefix';
  /** A path that the rule answers, without wildcards; of a prefix, where it ends. */
  readonly text: string;
}

/** A condition on a value: what fulfils it, and what does not though it is near. */
export interface ValueTest {
  readonly carrier: Carrier;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  /** The rule asks that there is none. */
  readonly absent?: true;
}

/** Something that shows who asks. */
export interface Credential {
  /** What a reader is told instead of the value, e.g. `key of partner_shop`. */
  readonly label: string;
  /** Kind of authentication; a request shows one of each. */
  readonly kind: string;
  /** Where it is shown; credentials of one way are alike. */
  readonly way: string;
  /** Texts that no report may show. */
  readonly secrets: readonly string[];
  readonly show: (request: GatewayRequest) => GatewayRequest;
  /** The same, broken in ways that are tried on gateways. */
  readonly wrong: readonly ((request: GatewayRequest) => GatewayRequest)[];
}

export interface Limit {
  /** Limits with one name count together. */
  readonly name: string;
  readonly count: number;
  readonly seconds: number;
}

/** A rule of a configuration with everything that takes part in its decisions. */
export interface Site {
  /** As the evaluator names the route. */
  readonly id: string;
  /** RFC 6901. */
  readonly pointer: string;
  /** `*.name` stands for names below; empty: any. */
  readonly hosts: readonly string[];
  readonly paths: readonly PathAtom[];
  /** Empty: any. */
  readonly methods: readonly string[];
  readonly tests: readonly ValueTest[];
  /** Ranges, and single addresses. */
  readonly addresses: readonly string[];
  readonly credentials: readonly Credential[];
  readonly limits: readonly Limit[];
  /** Of CORS. */
  readonly origins: readonly string[];
  /** Bodies that are judged. */
  readonly bodies: readonly string[];
  /** Sizes of bodies that make a difference. */
  readonly sizes: readonly number[];
  /** Headers and statuses of a node's answer that make a difference. */
  readonly answerHeaders: readonly string[];
  readonly statuses: readonly number[];
  /** Texts in a node's body that make a difference. */
  readonly texts: readonly string[];
  /** Whether chance decides where a request goes. */
  readonly shared: boolean;
}

export interface Atoms {
  readonly sites: readonly Site[];
  /** TLS names. */
  readonly names: readonly string[];
  /** Seconds that limits last which no site has for itself. */
  readonly windows?: readonly number[];
}

export const emptySite = (id: string, pointer: string): Site => ({
  id,
  pointer,
  hosts: [],
  paths: [],
  methods: [],
  tests: [],
  addresses: [],
  credentials: [],
  limits: [],
  origins: [],
  bodies: [],
  sizes: [],
  answerHeaders: [],
  statuses: [],
  texts: [],
  shared: false,
});

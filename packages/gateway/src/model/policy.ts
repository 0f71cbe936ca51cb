/** What happens to a request or an answer on its way. One member for each feature; writers must classify all of them. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { ClientAddress, LimitBody, ValidateBody } from './by-request.ts';
import type { Metrics, WriteLog } from './observe.ts';
import type { Respond } from './respond.ts';
import type { Base, HeaderEdits, Template } from './base.ts';
import type { Cors, Identify, Redirect, RewriteRequest, RewriteResponse } from './transforms.ts';

/** What all authentications share. Requests without consumer are answered 401. */
interface Authentication extends Base {
  readonly realm: string;
  readonly hideCredentials: boolean;
  /** The consumer of requests without valid credentials, when the source allows them. */
  readonly anonymous: string | undefined;
}

export interface AuthenticateByKey extends Authentication {
  readonly kind: 'authenticate-by-key';
  readonly header: string;
  readonly parameter: string;
}

/** User and password in the Authorization header (RFC 7617). */
export interface AuthenticateByPassword extends Authentication {
  readonly kind: 'authenticate-by-password';
}

export interface AuthenticateByJwt extends Authentication {
  readonly kind: 'authenticate-by-jwt';
  readonly header: string;
  readonly parameter: string;
  readonly cookie: string;
  readonly keyClaim: string;
  readonly claimsToVerify: readonly string[];
}

/** A signature over chosen headers with a shared secret (draft-cavage-http-signatures). */
export interface AuthenticateBySignature extends Authentication {
  readonly kind: 'authenticate-by-signature';
  readonly algorithms: readonly string[];
  /** Seconds by which Date may be off. */
  readonly clockSkew: number;
  readonly signedHeaders: readonly string[];
  readonly validateBody: boolean;
  readonly mostBody: number;
}

/** The first that identifies a consumer counts; `unmapped` stands for one that the reader has no word for. */
export interface AuthenticateByAny extends Base {
  readonly kind: 'authenticate-by-any';
  readonly methods: readonly (
    | AuthenticateByKey
    | AuthenticateByPassword
    | AuthenticateByJwt
    | AuthenticateBySignature
    | Unmapped
  )[];
}

/** What becomes of a request, by who sends it; `methods` passes these and refuses others. */
export type Access =
  | 'pass'
  | { readonly respond: Respond }
  | { readonly methods: readonly string[]; readonly respond: Respond };

/** Decides by consumer. */
export interface Restrict extends Base {
  readonly kind: 'restrict';
  readonly byConsumer: ReadonlyMap<string, Access>;
  /** Consumers that are not in the map. */
  readonly others: Access;
  readonly withoutConsumer: Access;
}

/** Labels of the consumer as request headers; a client's own copies never pass. */
export interface AttachLabels extends Base {
  readonly kind: 'attach-labels';
  /** Header and label. */
  readonly headers: readonly (readonly [string, string])[];
}

/** A token that must come in a header and a cookie alike; every answer brings a new one. */
export interface CheckCsrfToken extends Base {
  readonly kind: 'check-csrf-token';
  /** Of header and cookie. */
  readonly name: string;
  readonly key: string;
  /** Seconds; 0 means for ever. */
  readonly expires: number;
}

/** Limits how often requests pass, counted for each value of the key. */
export interface Limit extends Base {
  readonly kind: 'limit';
  readonly rate: /** At most `count` in each window; a window of the other kind slides with time. */
    | { readonly kind: 'window'; readonly count: number; readonly seconds: number; readonly sliding: boolean }
    /** A leaky bucket: so many a second, and `burst` more that wait their turn where they are delayed. */
    | { readonly kind: 'leak'; readonly perSecond: number; readonly burst: number; readonly delays: boolean };
  readonly key: Template;
  /** What counts where no attribute of the key has a value: the client's address, or the request passes. */
  readonly withoutKey: 'client' | 'pass';
  readonly status: number;
  readonly message: string | undefined;
  /** Names of the answer's headers that tell the limit; undefined where they are not shown. */
  readonly headers: { readonly limit: string; readonly remaining: string; readonly reset: string } | undefined;
  /** Limits with the same name share their counters. */
  readonly group: string;
  /** Which of the limits that one request may meet; the same for all that share counters. */
  readonly turn: string;
  /** Where the source counts: in each gateway, or once for all of them. */
  readonly counted: 'each' | 'together';
}

/** Answers by itself the requests for which a condition holds: refusals, faults, examples. */
export interface AnswerWhen extends Base {
  readonly kind: 'answer-when';
  readonly when: Condition;
  /** How many of these requests, in per cent; chosen at random. */
  readonly share: number;
  readonly status: number;
  readonly headers: HeaderEdits['set'];
  readonly body: Template;
  /** Requests with a repeated header that a target decides otherwise when it joins the values; undefined: not known. */
  readonly repeated?: Condition;
  /** True where leaving it out would open what the source protects. */
  readonly protects: boolean;
  /** It only watches: without it every answer stays as it is. */
  readonly watches?: true;
}

/** Lets some requests wait. */
export interface Delay extends Base {
  readonly kind: 'delay';
  readonly when: Condition;
  readonly share: number;
  readonly seconds: number;
}

/** Policies that act on the requests for which a condition holds. */
export interface Branch extends Base {
  readonly kind: 'branch';
  readonly when: Condition;
  readonly policies: readonly Policy[];
}

/** Where requests go instead of the rule's own upstream: the first alternative whose condition holds counts. */
export interface ChooseUpstream extends Base {
  readonly kind: 'choose-upstream';
  readonly alternatives: readonly UpstreamAlternative[];
}

export interface UpstreamAlternative {
  readonly when: Condition;
  readonly to: /** Weights above 0; without a name the rule's own upstream. */
    | { readonly kind: 'shares'; readonly shares: readonly UpstreamShare[] }
    | { readonly kind: 'respond'; readonly respond: Respond };
}

export interface UpstreamShare {
  readonly upstream: string | undefined;
  readonly weight: number;
}

/** Asks a server of the user whether a request may pass. */
export interface AskServer extends Base {
  readonly kind: 'ask-server';
  readonly server: { readonly host: string; readonly port: number; readonly target: string };
  /** `POST` takes the body along. */
  readonly method: 'GET' | 'POST';
  /** Headers of the client that go along, and others. */
  readonly sends: readonly string[];
  readonly adds: readonly (readonly [string, Template])[];
  /** Headers of the answer that the upstream receives in place of the client's own. */
  readonly passesOn: readonly string[];
  /** Headers of a refusal that the client receives. */
  readonly shows: readonly string[];
  readonly milliseconds: number;
  /** When there is no answer: the status, or undefined where the request passes all the same. */
  readonly otherwise: number | undefined;
}

/** Asks a policy server, which is told of the request as JSON and answers with a decision (Open Policy Agent). */
export interface AskPolicy extends Base {
  readonly kind: 'ask-policy';
  readonly server: AskServer['server'];
  /** Further members of the `input`, the same for every request. */
  readonly told: Readonly<Record<string, unknown>>;
  /** Whether it is told the body. */
  readonly body: boolean;
  /** Headers of the decision that the upstream receives in place of the client's own. */
  readonly passesOn: readonly string[];
  readonly milliseconds: number;
}

/** Limits how many requests are on their way at the same time, counted for each value of the key. */
export interface LimitConcurrency extends Base {
  readonly kind: 'limit-concurrency';
  readonly most: number;
  /** How many of these would have to wait. */
  readonly waiting: number;
  /** Whether every request has the same value. */
  readonly together: boolean;
  readonly status: number;
  readonly message: string | undefined;
  /** Limits with the same name share their counters. */
  readonly group: string;
}

/** Answers by itself for a while after too many bad answers of the upstream. */
export interface BreakCircuit extends Base {
  readonly kind: 'break-circuit';
  /** Statuses of the upstream that are bad, and how many of them begin a pause. */
  readonly failing: readonly number[];
  readonly failures: number;
  /** Seconds of the first pause; each further one is twice as long, up to the longest. */
  readonly first: number;
  readonly longest: number;
  readonly status: number;
  /** undefined: the server's own page. */
  readonly body: string | undefined;
  readonly headers: HeaderEdits['set'];
}

/** Compresses answers of certain types with gzip, for clients that accept it. */
export interface Compress extends Base {
  readonly kind: 'compress';
  /** Without parameters; undefined means all. */
  readonly types: readonly string[] | undefined;
  /** Bytes from which on it is worth it, where the answer says its length. */
  readonly least: number;
  /** The oldest version of HTTP. */
  readonly version: number;
  /** Whether answers of these types say that they depend on Accept-Encoding. */
  readonly vary: boolean;
}

/** Sends a copy of what goes to the upstream to another server, and does not wait for its answer. */
export interface Mirror extends Base {
  readonly kind: 'mirror';
  readonly server: Pick<AskServer['server'], 'host' | 'port'>;
  /** A path in place of the request's own, or in front of it; the query stays. */
  readonly path: { readonly text: string; readonly where: 'instead' | 'before' } | undefined;
  /** How many of the requests, from 0 to 1, drawn by lot. */
  readonly ratio: number;
}

/** A part that the reader has no word for. A protection closes its route: see `closes`. */
export interface Unmapped extends Base {
  readonly kind: 'unmapped';
  /** True where leaving it out would open what the source protects. */
  readonly protects: boolean;
  /** It only watches: without it every answer stays as it is. */
  readonly watches?: true;
}

export type Policy =
  | RewriteRequest
  | RewriteResponse
  | Redirect
  | Identify
  | Cors
  | AuthenticateByKey
  | AuthenticateByPassword
  | AuthenticateByJwt
  | Limit
  | AskServer
  | AskPolicy
  | LimitConcurrency
  | BreakCircuit
  | Compress
  | Mirror
  | AnswerWhen
  | Delay
  | ClientAddress
  | ValidateBody
  | LimitBody
  | Branch
  | ChooseUpstream
  | AuthenticateBySignature
  | AuthenticateByAny
  | Restrict
  | AttachLabels
  | CheckCsrfToken
  | Metrics
  | WriteLog
  | Unmapped;

export type PolicyKind = Policy['kind'];

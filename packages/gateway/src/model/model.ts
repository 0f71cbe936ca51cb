/**
 * The neutral model between readers and writers: an explicit ordered table that needs no knowledge of the source. A reader
 * has resolved inheritance, defaults, precedence and dropped objects before it makes one; a writer finds everything here.
 * Every part names the source nodes it comes from (`sources`), so that the writer can say what became of each leaf.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Policy } from './policy.ts';
import type { Respond } from './respond.ts';
import type { Upstream } from './upstream.ts';

export interface Model {
  readonly listeners: readonly Listener[];
  /** Tried from first to last; the first whose hosts, path, methods and condition hold answers. */
  readonly rules: readonly Rule[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly consumers: readonly Consumer[];
  /** For listeners with TLS, in the order in which they were given; names decide which one is shown. */
  readonly certificates?: readonly Certificate[];
  /** What answers when no rule holds, and the policies that run even then. */
  readonly fallback: { readonly respond: Respond; readonly policies: readonly Policy[] };
  /** How the path that rules match on is made from the path that was sent. */
  readonly path: PathView;
  /** What the gateway itself adds to every request that it forwards. */
  readonly forwarding: Forwarding;
  /** Completes the content type of an upstream's answer that is exactly one of the types (nginx: charset, charset_types). */
  readonly charset?: { readonly name: string; readonly types: readonly string[] };
  /** Answer header that lists the statuses of all attempts when the last one is 5xx (APISIX: X-APISIX-Upstream-Status). */
  readonly upstreamStatus?: string;
  /** What the reader had to say. */
  readonly findings: readonly Finding[];
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** Whether the source said so, or it had to be assumed. */
  readonly assumed: boolean;
  /** With TLS: whether HTTP/2 is offered; without it, it is. */
  readonly http2?: boolean;
  readonly sources: readonly Node[];
}

/** A certificate for TLS handshakes. The key is a secret. */
export interface Certificate {
  /** Lower case; `*.shop.example` covers one label, `*` everything. An exact name wins over a wildcard. */
  readonly names: readonly string[];
  /** PEM, each with its key. The first pair is shown unless the client cannot use it. */
  readonly pairs: readonly { readonly certificate: string; readonly key: string }[];
  /** What the client must show for itself. */
  readonly client: { readonly authority: string; readonly depth: number } | undefined;
  /** `TLSv1.2` and the like; empty means the default of the gateway (1.2 and 1.3). */
  readonly protocols: readonly string[];
  readonly sources: readonly Node[];
}

/** Rules match on the percent-decoded path with `//` merged and dot segments resolved. */
export interface PathView {
  readonly decode: boolean;
  readonly mergeSlashes: boolean;
  readonly resolveDots: boolean;
  /** The path goes to the upstream as it was sent, unless a policy sets another. */
  readonly forwardsAsSent: boolean;
  /** What else is done to it. */
  readonly options?: readonly PathOption[];
}

/**
 * `drops-tail-slash`: one slash at the end does not count. `drops-parameters`: what follows `;` in a segment does not count,
 * and the upstream receives the decoded path without its query. `keeps-escaped-slash`: an escaped slash is none while rules
 * are matched.
 */
export interface PathOption {
  readonly kind: 'drops-tail-slash' | 'drops-parameters' | 'keeps-escaped-slash';
  /** What it is called in the source. */
  readonly origin: string;
  readonly source: Node;
}

/** Request headers that the gateway sets on its own account, and whose X-Forwarded-* it believes. */
export interface Forwarding {
  readonly realIp: boolean;
  readonly forwardedFor: 'append' | 'overwrite' | 'none';
  readonly forwardedProto: boolean;
  readonly forwardedHost: boolean;
  readonly forwardedPort: boolean;
  /** The header that names the client when the peer lies in one of the ranges (nginx: real_ip_header, set_real_ip_from). */
  readonly believes?: { readonly header: string; readonly from: readonly string[] };
}

export interface Rule {
  /** Unique in the table and stable: the route's id, with a number where a route needs several rules. */
  readonly name: string;
  /** Id of the route in the source. */
  readonly route: string;
  readonly host: HostMatch;
  readonly path: PathMatch;
  /** Upper case; empty means any. */
  readonly methods: readonly string[];
  readonly condition: Condition;
  /** Where a method or condition was written, for findings about them. */
  readonly matchSources: readonly Node[];
  /** In the order in which they act. */
  readonly policies: readonly Policy[];
  readonly action: Action;
  /** Upgrade to WebSocket allowed. */
  readonly websocket: boolean;
  readonly timeouts: Timeouts | undefined;
  /** The route object itself. */
  readonly source: Node;
}

/**
 * `suffix` matches every host that ends with the text, also one that equals it: `*.shop.example` has the suffix
 * `.shop.example`, `*shop.example` has `shop.example`. Lower case.
 */
export type HostMatch =
  | { readonly kind: 'any' }
  | { readonly kind: 'exact'; readonly name: string; readonly sources: readonly Node[] }
  | { readonly kind: 'suffix'; readonly suffix: string; readonly sources: readonly Node[] };

/** Over the path that PathView describes, byte for byte, case-sensitive. */
export type PathMatch =
  | { readonly kind: 'exact'; readonly path: string; readonly sources: readonly Node[] }
  | { readonly kind: 'prefix'; readonly prefix: string; readonly sources: readonly Node[] }
  /** The whole path must match the RE2 expression; every match begins with `prefix`. */
  | {
      readonly kind: 'pattern';
      readonly prefix: string;
      readonly regex: string;
      /** Names of parts of the path, in the order of the groups of the expression that captures them. */
      readonly parameters?: { readonly names: readonly string[]; readonly regex: string };
      readonly sources: readonly Node[];
    };

export type Action =
  | { readonly kind: 'forward'; readonly upstream: string; readonly sources: readonly Node[] }
  | { readonly kind: 'respond'; readonly respond: Respond; readonly sources: readonly Node[] };

/** Seconds between two reads or writes, as nginx counts them; not for the whole request. */
export interface Timeouts {
  readonly connect: number;
  readonly send: number;
  readonly read: number;
  readonly sources: readonly Node[];
}

export interface Consumer {
  readonly name: string;
  readonly credentials: readonly Credential[];
  readonly group?: string;
  /** What the upstream is told beside the name. */
  readonly customId?: string;
  /** Text of each label. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly sources: readonly Node[];
}

interface Known {
  /** Name of the credential itself, which the upstream is told. */
  readonly identifier?: string;
  readonly sources: readonly Node[];
}

/** Secrets: never shown, never in a finding; the ledger gives a keyed digest. */
export type Credential = Known &
  (
    | { readonly kind: 'key'; readonly key: string }
    | { readonly kind: 'password'; readonly user: string; readonly password: string }
    /** `key` is the public name of the shared secret. */
    | { readonly kind: 'signature'; readonly key: string; readonly secret: string }
    | {
        readonly kind: 'jwt';
        /** Value of the claim that names the consumer. */
        readonly key: string;
        readonly algorithm: string;
        /** Bytes of the shared secret, or a PEM public key. */
        readonly secret: Uint8Array | { readonly publicKey: string };
        /** Seconds by which times in the token may be missed. */
        readonly grace: number;
      }
  );

import type { Node } from '@banyan/core/document/node.ts';
import type { Template } from './base.ts';
import type { Timeouts } from './model.ts';

/** Where requests go. */
export interface Upstream {
  /** Unique in the model. */
  readonly name: string;
  readonly nodes: readonly UpstreamNode[];
  readonly scheme: 'http' | 'https' | 'grpc' | 'grpcs';
  readonly balance: Balance;
  readonly host: HostHeader;
  /** How often another node is tried; undefined where the source's default holds, which `retries` of the reader explains. */
  readonly retries: number;
  readonly timeouts: Timeouts | undefined;
  /** What the gateway shows for itself where TLS asks for it. The key is a secret. */
  readonly client?: { readonly certificate: string; readonly key: string; readonly sources: readonly Node[] };
  readonly checks?: HealthChecks;
  /** How long connections are kept: seconds without a request, and requests. */
  readonly keepAlive?: { readonly idle: number; readonly requests: number; readonly sources: readonly Node[] };
  /** So many requests at a time. */
  readonly most?: number;
  /** Bad answers of a node that keep requests from it for a while; without any node the answer is the route's. */
  readonly breaker?: {
    readonly failing: readonly number[];
    readonly failures: number;
    readonly first: number;
    readonly longest: number;
  };
  /** Asked by the gateway itself: nothing may be added to what it says. */
  readonly quiet?: true;
  /** The nodes of another upstream once more: what there is to say is said of that one. */
  readonly again?: true;
  /** Parts of the source's upstream that the model has no word for. */
  readonly unmapped: readonly { readonly name: string; readonly source: Node }[];
  /** The whole object, for what no narrower source names. */
  readonly sources: readonly Node[];
}

export interface UpstreamNode {
  readonly host: string;
  readonly port: number;
  /** Share among the nodes; 0 means none. */
  readonly weight: number;
  /** Higher first; lower ones only when all higher ones are down. */
  readonly priority: number;
  readonly sources: readonly Node[];
}

export type Balance =
  | { readonly kind: 'round-robin'; readonly sources: readonly Node[] }
  | { readonly kind: 'least-requests'; readonly sources: readonly Node[] }
  /** The node that answered fastest lately. */
  | { readonly kind: 'fastest'; readonly sources: readonly Node[] }
  | {
      readonly kind: 'hash';
      readonly on: 'header' | 'cookie' | 'variable' | 'consumer' | 'combination';
      readonly key: string;
      /** What is hashed; the client's address where nothing in it has a value. */
      readonly value?: Template;
      readonly sources: readonly Node[];
    };

/** When a node counts as down. */
export interface HealthChecks {
  /** Questions that the gateway asks by itself. */
  readonly active: {
    readonly type: 'http' | 'https' | 'tcp';
    readonly timeout: number;
    /** Seconds between questions while the node is up, and while it is down. */
    readonly interval: number;
    readonly intervalDown: number;
    readonly method: string;
    readonly path: string;
    readonly host: string | undefined;
    readonly port: number | undefined;
    readonly headers: readonly (readonly [string, string])[];
    /** Statuses that count as a failure; others do not. */
    readonly failing: readonly number[];
    readonly successes: number;
    readonly failures: number;
  };
  /** Answers to clients; undefined where they do not count. 0 failures: that kind does not count. */
  readonly passive:
    | { readonly failing: readonly number[]; readonly failures: number; readonly tcpFailures: number }
    | undefined;
  readonly sources: readonly Node[];
}

/** Which Host the upstream sees. */
export type HostHeader =
  | { readonly kind: 'pass'; readonly sources: readonly Node[] }
  /** `bare`: without the node's port, whatever it is. */
  | { readonly kind: 'node'; readonly bare?: true; readonly sources: readonly Node[] }
  | { readonly kind: 'rewrite'; readonly host: string; readonly sources: readonly Node[] };

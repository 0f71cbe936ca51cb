import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { TraceStep } from '../answer.ts';
import type { Callee } from '../call.ts';
import { Headers } from './headers.ts';
import type { RouteEntry } from './routing/entry.ts';
import type { Cluster } from './upstream/clusters.ts';

/** What the evaluator may not know by itself: chance and other servers. */
export interface Surroundings {
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** What a server answers that Envoy asks while it decides; undefined where nobody knows. */
  readonly call: Callee | undefined;
  readonly clusters: ReadonlyMap<string, Cluster>;
}

/** An answer that a filter or Envoy itself gives (`sendLocalReply`). */
export interface LocalReply {
  readonly status: number;
  readonly body: string;
  /** `response_code_details`, the reason in Envoy's words. */
  readonly details: string;
  /** Response flags, as `response_flag_filter` names them. */
  readonly flags?: readonly string[];
  /** The request was not understood, so that nobody knows whether it is one of gRPC. */
  readonly unread?: boolean;
  /** Puts headers into the answer before mappers and filters see it. */
  readonly headers?: (response: Headers) => void;
}

/** One request on its way through the connection manager. */
export class Stream {
  readonly headers = new Headers();
  readonly request: GatewayRequest;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly surroundings: Surroundings;
  /** Address of the client as Envoy believes it, and of the peer of the connection. */
  remote: string;
  readonly peer: string;
  readonly peerPort: number;
  readonly localPort: number;
  readonly localAddress: string;
  readonly secure: boolean;
  /** Whether it came as one of gRPC: Envoy's own answers then are in gRPC's words. */
  grpc = false;
  /** The cached route; undefined when none matches. */
  route: RouteEntry | undefined = undefined;
  /** Of the answer, once there is one. */
  response: Headers | undefined = undefined;
  /** The status as logs name it: before gRPC makes it 200. */
  code = 0;
  details = '';
  flags: readonly string[] = [];
  attempts = 0;
  /** Set by a filter that wants the route to be looked up again (`clearRouteCache`). */
  stale = false;
  /** Filters that their matcher leaves out, by their place in the chain. */
  skippedFilters: Set<number> | undefined = undefined;
  /** Bodies of request and answer, as filters leave them. */
  body: string | undefined;
  answerBody = '';
  localBody = '';
  /** Set by a script: the node that is asked, if the cluster has it. */
  node: { readonly node: string; readonly strict: boolean } | undefined = undefined;
  upstreamHost: string | undefined = undefined;
  cluster: string | undefined = undefined;
  /** Filter state and dynamic metadata, made when somebody writes to them. */
  filterState: Map<string, string> | undefined = undefined;
  metadata: Map<string, Record<string, unknown>> | undefined = undefined;
  /** State of single filters between request and response. */
  notes: Map<object, unknown> | undefined = undefined;
  trace: TraceStep[] | undefined;
  uncovered: Set<string> | undefined = undefined;

  constructor(request: GatewayRequest, place: StreamPlace, surroundings: Surroundings) {
    this.request = request;
    this.now = place.now;
    this.surroundings = surroundings;
    this.peer = request.client_ip ?? '127.0.0.1';
    this.peerPort = request.client_port ?? 0;
    this.remote = this.peer;
    this.localAddress = place.localAddress;
    this.localPort = place.localPort;
    this.secure = place.secure;
    this.body = request.body;
    this.trace = place.trace;
  }

  /** Names a part that took part and that is not known. */
  notCovered(part: string): void {
    this.uncovered ??= new Set();
    this.uncovered.add(part);
  }

  note(step: string, detail: string, place?: string): void {
    this.trace?.push(place === undefined ? { step, detail } : { step, detail, place });
  }
}

export interface StreamPlace {
  readonly now: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly secure: boolean;
  readonly trace: TraceStep[] | undefined;
}

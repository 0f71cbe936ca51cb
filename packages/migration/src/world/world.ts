/** Everything outside that steps touch. One implementation for this machine, one with virtual traffic for tests. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { IndicatorSource } from '@banyan/traffic/indicators/indicator.ts';
import type { Switch } from '@banyan/traffic/switches/switch.ts';
import type { Plan } from '../plan/plan.ts';
import type { Facts, Started } from '../steps/facts.ts';
import type { Uptime } from '../steps/watch/lasted.ts';

/** Independent counters; a gateway without metrics has none. */
export interface Counters {
  readonly edge: IndicatorSource;
  readonly newGateway: IndicatorSource | undefined;
  readonly oldGateway: IndicatorSource | undefined;
}

/** A request made to tell two gateways apart, and for which of their answers a finding announced a difference. */
export interface Witness {
  readonly route: string;
  readonly request: GatewayRequest;
  /** Codes of findings whose condition selects the request. */
  readonly announced: readonly string[];
}

/** A request as it arrives behind the edge. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Lower-case names; values of repeated ones one a line. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is compared of an answer. */
export interface Seen {
  readonly status: number;
  /** Lower-case names, repeated ones joined; without those that differ by nature (date, server, ids). */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Converted {
  readonly folder: string;
  readonly digest: string;
  /** Digest of the source, with the variables that it uses. */
  readonly source: string;
  /** Routes that the target answers itself with 503 because a protection could not be mapped. */
  readonly closed: readonly { readonly route: string; readonly code: string }[];
}

/** How the source differs from what was converted: objects by kind and name, such as `routes/orders`. */
export interface SourceChange {
  readonly digest: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export type DataPlane = 'old' | 'new' | 'edge';

export interface World {
  /** Writes the converted configuration; the same source gives the same bytes. */
  convert(plan: Plan, signal: AbortSignal): Promise<Result<Converted, Finding>>;
  /** Reads the source again; undefined when it is what was converted. */
  changed(plan: Plan, facts: Facts, signal: AbortSignal): Promise<Result<SourceChange | undefined, Finding>>;
  /** Starts a data plane, or adopts the one that runs. It outlives the caller. */
  start(plane: DataPlane, plan: Plan, facts: Facts, signal: AbortSignal): Promise<Result<Started, Finding>>;
  /** Ends a data plane; nothing to end is no failure. The edge serves other migrations too: only this one is taken off. */
  stop(plane: DataPlane, plan: Plan, facts: Facts, signal: AbortSignal): Promise<Result<void, Finding>>;
  switch(plan: Plan): Switch;
  counters(plan: Plan, facts: Facts): Counters;
  /** A clock that nobody sets; undefined where there is none. */
  uptime?(): Uptime | undefined;
  witnesses(plan: Plan, signal: AbortSignal): Promise<Result<readonly Witness[], Finding>>;
  /** Each request as it arrives when it is sent directly, and through the edge; undefined where nothing can record it. */
  received?(
    plan: Plan,
    requests: readonly GatewayRequest[],
    signal: AbortSignal,
  ): Promise<Result<readonly { readonly direct: Received; readonly through: Received }[], Finding>>;
  /** Asks a gateway on `host:port`; a failure to answer is a finding. */
  ask(address: string, request: GatewayRequest, signal: AbortSignal): Promise<Result<Seen, Finding>>;
}

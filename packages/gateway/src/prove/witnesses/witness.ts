/** A request, or a sequence of them, made to tell two configurations apart, and how the nodes answer meanwhile. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Site } from '../atoms/atoms.ts';

export interface Step {
  readonly request: GatewayRequest;
  /** One after the other at the same moment; once unless given. */
  readonly repeat?: number;
  /** Milliseconds after the step before. */
  readonly pause?: number;
}

export interface Nodes {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Every node fails in this way instead. */
  readonly failed?: 'refused' | 'timeout';
}

export interface Witness {
  readonly steps: readonly Step[];
  /** The plain echo unless given. */
  readonly nodes?: Nodes;
  /** Where chance decides, how many ways of it are tried, evenly spread; one unless given. */
  readonly chances?: number;
}

/** What a kind of witness starts from. */
export interface Ground {
  readonly site: Site;
  /** Requests that should meet every condition of the site; never empty. */
  readonly bases: readonly GatewayRequest[];
  /** The first of them. */
  readonly base: GatewayRequest;
  /** Sites of both sides that answer paths and hosts in common with this one. */
  readonly neighbours: readonly Site[];
  readonly names: readonly string[];
  /** Request headers that any rule of either side writes or takes away. */
  readonly written: readonly string[];
  /** Response headers that any rule of either side touches. */
  readonly answerHeaders: readonly string[];
}

export interface Kind {
  readonly name: string;
  readonly make: (ground: Ground) => Iterable<Witness>;
}

export const asking = (request: GatewayRequest): Witness => ({ steps: [{ request }] });

/** A migration as an ordered list of steps: pure data, made once, kept as long as the migration lives. */
import type { Gate } from '@banyan/traffic/gates/gate.ts';
import type { Json } from '@banyan/traffic/proxies/json.ts';
import type { EdgeKindName } from '@banyan/traffic/switches/kinds.ts';
import type { Calendar } from './calendar.ts';
import type { PlannedPrometheus } from './indicators.ts';
import type { Phrase } from '@banyan/core/words/migration.ts';

export const stages = ['plan', 'prepare', 'execute', 'verify', 'clean-up', 'review'] as const;
export type Stage = (typeof stages)[number];

export interface Plan {
  readonly name: string;
  /** Changes when the document or the source it names changes. */
  readonly digest: string;
  /** Absolute path of the Migration document. */
  readonly file: string;
  readonly source: PlannedSource;
  readonly target: { readonly kind: 'envoy'; readonly listen: string | undefined };
  readonly edge: PlannedEdge;
  readonly phases: readonly PlannedPhase[];
  /** Routes that may be served closed. */
  readonly accept: readonly string[];
  /** Where the gateways are measured, beside the edge and in the place of their own statistics. */
  readonly prometheus?: PlannedPrometheus;
  /** When shares may rise; always when absent. */
  readonly calendar?: Calendar;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedSource {
  readonly kind: 'apisix';
  /** Absolute paths of the configuration. */
  readonly files: readonly string[];
  /** `host:port` of the gateway that serves it now; undefined when it is emulated. */
  readonly address: string | undefined;
  /** `host:port` of its own listener for gRPC, where it has one. */
  readonly grpcAddress?: string;
  /** `host:port/path` of its Prometheus metrics; undefined when it is emulated. */
  readonly metrics: string | undefined;
}

export interface PlannedEdge {
  readonly listen: string;
  /** A second door, for gRPC. */
  readonly grpcListen?: string;
  /** The edge of the user's own that divides the traffic, with absolute paths; Banyan's own on Envoy without it. */
  readonly through?: { readonly kind: EdgeKindName; readonly settings: Json };
}

export interface PlannedPhase {
  readonly name: string;
  /** Ids of the routes, in the order of the source. */
  readonly routes: readonly string[];
}

interface Base {
  /** Unique in the plan, e.g. `orders/shift-25`. */
  readonly id: string;
  readonly stage: Stage;
  readonly phase?: string;
  readonly do: Phrase;
  readonly verify: Phrase;
  readonly undo: Phrase;
  readonly reversibility: 'reversible' | 'with-backup' | 'irreversible';
  /** From 0 (touches nothing that serves) to 3 (carries traffic). */
  readonly risk: 0 | 1 | 2 | 3;
}

export interface ShiftStep extends Base {
  readonly kind: 'shift';
  readonly phase: string;
  /** Percent. */
  readonly share: number;
  /** Milliseconds at least before the next step. */
  readonly hold: number;
  readonly gates: readonly Gate[];
  readonly deadline?: Deadline;
}

/** What follows when the gates have not decided so many milliseconds after the hold time. */
export interface Deadline {
  readonly after: number;
  readonly end: 'park' | 'rollback';
}

export interface ApprovalStep extends Base {
  readonly kind: 'approval';
  readonly phase: string;
  /** What the approval leads to, in percent. */
  readonly share: number;
}

export interface PlainStep extends Base {
  readonly kind:
    | 'convert'
    | 'start-old'
    | 'start-new'
    | 'put-edge-in-front'
    | 'check-new'
    | 'confirm'
    | 'finish'
    | 'review';
}

export type PlannedStep = ShiftStep | ApprovalStep | PlainStep;
export type StepKindName = PlannedStep['kind'];

/** From the document's Prometheus to the matchers of every phase. Pure. */
import { placeOf } from '@banyan/core/document/locate.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { apisixMatchers, type Mapping, mappings } from '@banyan/traffic/indicators/prometheus/mapping.ts';
import { nodeAt, type ReadMigration } from '../document/read.ts';
import type { MigrationDocument } from '../document/schema.ts';
import type { PlannedPhase } from './plan.ts';

export interface PlannedPrometheus {
  readonly address: string;
  readonly old?: MeasuredSide;
  readonly new?: MeasuredSide;
}

export interface MeasuredSide {
  readonly mapping: Mapping;
  /** Label matchers of each phase. */
  readonly phases: Readonly<Record<string, string>>;
}

type Written = NonNullable<NonNullable<MigrationDocument['spec']['indicators']>['prometheus']['old']>;

/** undefined when the document names none. A phase whose requests no matcher tells from those of others is a finding. */
export function plannedPrometheus(
  { document, root }: ReadMigration,
  phases: readonly PlannedPhase[],
): Result<PlannedPrometheus | undefined, readonly Finding[]> {
  const asked = document.spec.indicators?.prometheus;
  if (asked === undefined) return ok(undefined);
  const problems: Finding[] = [];
  const sides: { old?: MeasuredSide; new?: MeasuredSide } = {};
  for (const side of ['old', 'new'] as const) {
    const written = asked[side];
    if (written === undefined) continue;
    const at = { source: placeOf(nodeAt(root, ['spec', 'indicators', 'prometheus', side])) };
    const mapping = mappingOf(written);
    const matchers: Record<string, string> = {};
    for (const phase of phases) {
      const found = matchersOf(written, phase, phases.length === 1 && !mapping.requests.includes('$phase'));
      if (found === undefined) problems.push(finding('MIG043', { side, phase: phase.name }, at));
      else matchers[phase.name] = found;
    }
    sides[side] = { mapping, phases: matchers };
  }
  return problems.length > 0 ? err(problems) : ok({ address: asked.address, ...sides });
}

function mappingOf({ metrics }: Written): Mapping {
  if (typeof metrics === 'string') return mappings[metrics];
  const { requests, errors, latency } = metrics;
  return { requests, errors, ...(latency === undefined ? {} : { latency }) };
}

function matchersOf({ metrics, phases }: Written, phase: PlannedPhase, alone: boolean): string | undefined {
  const own = phases?.[phase.name];
  if (own !== undefined) return own;
  if (metrics === 'apisix') return apisixMatchers(phase.routes);
  return alone ? '' : undefined;
}

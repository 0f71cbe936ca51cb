/** The steps of a plan, each with its words. Pure. */
import type { Comparison, Gate, Threshold } from '@banyan/traffic/gates/gate.ts';
import { type Phrase, phraseOf } from '@banyan/core/words/migration.ts';
import type { StagePlan } from './defaults.ts';
import type { PlainStep, PlannedStep, Stage } from './plan.ts';

type Unworded = Exclude<PlainStep['kind'], 'convert' | 'put-edge-in-front'>;

export function plainStep(kind: Unworded, stage: Stage, risk: PlainStep['risk']): PlainStep;
export function plainStep(kind: PlainStep['kind'], stage: Stage, risk: PlainStep['risk'], words: Phrase): PlainStep;
export function plainStep(kind: PlainStep['kind'], stage: Stage, risk: PlainStep['risk'], words?: Phrase): PlainStep {
  return {
    id: kind,
    kind,
    stage,
    risk,
    reversibility: 'reversible',
    // Without words of its own the step needs no parameters: the overloads above see to that.
    do: words ?? { key: `${kind}.do`, params: {} },
    verify: phraseOf(`${kind}.verify`, {}),
    undo: phraseOf(`${kind}.undo`, {}),
  };
}

/** Approvals and shifts of one phase, in order of share. */
export function phaseSteps(phase: string, stages: readonly StagePlan[]): readonly PlannedStep[] {
  return stages.flatMap((stage): readonly PlannedStep[] => {
    const { share, hold, gates } = stage;
    const common = { phase, share, stage: 'execute', reversibility: 'reversible' } as const;
    const shift: PlannedStep = {
      ...common,
      id: `${phase}/shift-${share}`,
      kind: 'shift',
      risk: 3,
      hold,
      gates,
      ...(stage.deadline === undefined ? {} : { deadline: stage.deadline }),
      do: phraseOf('shift.do', { phase, share }),
      verify: phraseOf('shift.verify', { hold: span(hold), gates: gates.map(gateInWords).join('; ') }),
      undo: phraseOf('shift.undo', { phase }),
    };
    const approval: PlannedStep = {
      ...common,
      id: `${phase}/approve-${share}`,
      kind: 'approval',
      risk: 0,
      do: phraseOf('approval.do', { phase, share }),
      verify: phraseOf('approval.verify', {}),
      undo: phraseOf('approval.undo', {}),
    };
    return stage.approval ? [approval, shift] : [shift];
  });
}

/** In symbols, so that it reads the same in every language: `new: errors ≤ 1 %, p95 ≤ 2000 ms (≥ 50 requests in 30m)`. */
function gateInWords(gate: Gate): string {
  const limits = [...gate.thresholds.map(limitInWords), ...(gate.comparisons ?? []).map(comparisonInWords)].join(', ');
  return `${gate.name}: ${limits} (n ≥ ${gate.minimumRequests}, ${span(gate.window)}, no data: ${gate.noData})`;
}

const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(3))} %`;

function limitInWords({ indicator, atMost, over }: Threshold): string {
  switch (indicator) {
    case 'error_ratio':
      return `errors ≤ ${over === undefined ? '' : 'old + '}${percent(atMost)}`;
    case 'run_error_ratio':
      return `availability ≥ ${percent(1 - atMost)}`;
    case 'latency_p95':
      return `p95 ≤ ${atMost} ms`;
    case 'share':
      return `share ± ${atMost}`;
  }
}

/** `errors(new) - errors(old) < 1 % (α 2.5 %, β 5 %)`: the probabilities of a false fail and of a false pass. */
function comparisonInWords({ atMost, proof, falseFail, falsePass }: Comparison): string {
  const chances = proof ? `α ${percent(falseFail)}, β ${percent(falsePass)}` : `α ${percent(falseFail)}`;
  return `errors(new) - errors(old) < ${percent(atMost)} (${chances})`;
}

/** As the document writes it: `1h30m`, `45s`, `250ms`. */
export function span(milliseconds: number): string {
  let rest = milliseconds;
  const parts = (['d', 86_400_000, 'h', 3_600_000, 'm', 60_000, 's', 1000, 'ms', 1] as const).reduce<string[]>(
    (list, _, at, units) => {
      if (at % 2 !== 0) return list;
      const size = Number(units[at + 1]);
      const amount = Math.floor(rest / size);
      rest -= amount * size;
      return amount > 0 ? [...list, `${amount}${units[at]}`] : list;
    },
    [],
  );
  return parts.join('') || '0s';
}

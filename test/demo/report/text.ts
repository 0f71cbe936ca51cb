/** The closing report for the terminal. */
import { type SceneOutcome, went } from '../outcome.ts';

const ms = (value: number | undefined): string => (value === undefined ? '-' : `${value.toFixed(1)} ms`);

function scene(outcome: SceneOutcome, number: number): string[] {
  const { requests, failed, p50, p95, p99 } = outcome.figures;
  return [
    `${went(outcome) ? 'PASS' : 'FAIL'}  ${number}. ${outcome.title} (${outcome.took.toFixed(0)} s)`,
    `      ${requests} requests, ${failed} failed; p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`,
    ...outcome.checks.map(({ what, holds, seen }) => `      ${holds ? 'yes' : 'NO '}  ${what}: ${seen}`),
  ];
}

export function text(outcomes: readonly SceneOutcome[]): string {
  const good = outcomes.filter(went).length;
  return [
    '',
    ...outcomes.flatMap((outcome, at) => [...scene(outcome, at + 1), '']),
    `${good} of ${outcomes.length} scenes went as they should.`,
    '',
  ].join('\n');
}

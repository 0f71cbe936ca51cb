/** The ordered steps of a plan: what each does, how it is verified, and the way back. */
import type { Colours } from '@banyan/core/terminal/colour.ts';
import { padEnd, width } from '@banyan/core/terminal/width.ts';
import { wrap } from '@banyan/core/terminal/wrap.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import type { Phrase } from '@banyan/core/words/migration.ts';
import { say } from '@banyan/core/words/migration.ts';
import { planWords as words } from '@banyan/core/words/plan.ts';
import type { Plan, PlannedStep } from '@banyan/migration/plan/plan.ts';
import { stages } from '@banyan/migration/plan/plan.ts';

interface Layout {
  readonly locale: Locale;
  readonly colours: Colours;
  readonly columns: number;
}

export function planLines(plan: Plan, layout: Layout): string[] {
  const { locale, colours } = layout;
  const phases = plan.phases.map((phase) => phase.name).join(', ');
  const heading = words.heading[locale]({ name: plan.name, steps: plan.steps.length, phases });
  const numbered = plan.steps.map((step, index) => ({ step, number: index + 1 }));
  const parts = stages.map((stage) => {
    const steps = numbered.filter(({ step }) => step.stage === stage);
    if (steps.length === 0) return [];
    const lines = steps.flatMap(({ step, number }) => stepLines(step, number, layout));
    return ['', colours.bold(words.stages[stage][locale]), ...lines];
  });
  return [colours.bold(heading), ...parts.flat()];
}

function stepLines(step: PlannedStep, number: number, layout: Layout): string[] {
  const { locale, colours } = layout;
  const risk = words.risk[locale]({ risk: step.risk });
  const facts = [risk, words.reversibility[step.reversibility][locale]].join(locale === 'en' ? ', ' : '，');
  return [
    `${String(number).padStart(4)}  ${colours.cyan(step.id)}  ${colours.dim(facts)}`,
    ...labelled(words.do[locale], step.do, layout),
    ...labelled(words.verify[locale], step.verify, layout),
    ...labelled(words.undo[locale], step.undo, layout),
  ];
}

function labelled(label: string, phrase: Phrase, { locale, colours, columns }: Layout): string[] {
  const head = Math.max(...[words.do, words.verify, words.undo].map((word) => width(word[locale]))) + 2;
  return wrap(say(phrase, locale), columns - 6 - head).map(
    (line, index) => `      ${colours.dim(padEnd(index === 0 ? label : '', head))}${line}`,
  );
}

/** The steps: a line for what comes before the phases, for each phase, and for what follows them. */
import type { MigrationView, StepState, StepView } from '@banyan/engine/client.ts';
import { padEnd, width } from '@banyan/core/terminal/width.ts';
import { view as words } from '@banyan/core/words/view.ts';
import type { Scene } from './scene.ts';
import { paintStep } from './symbols.ts';

interface Group {
  readonly name: string;
  readonly steps: readonly StepView[];
}

export function rail(view: MigrationView, scene: Scene): string[] {
  const groups = grouped(view, scene);
  const names = Math.max(...groups.map((group) => width(group.name)));
  const summaries = groups.map((group) => summary(group.steps, scene));
  const room = scene.columns - 2 - names - 2 - 2 - Math.max(...summaries.map(width));
  const rails = groups.map((group) => marks(group.steps, room, scene));
  const longest = Math.max(...rails.map(width));
  return groups.map(
    (group, index) =>
      `  ${padEnd(group.name, names)}  ${padEnd(rails[index] ?? '', longest)}  ${summaries[index] ?? ''}`,
  );
}

function grouped(view: MigrationView, scene: Scene): Group[] {
  const first = view.steps.findIndex((step) => step.phase !== undefined);
  const whole = view.steps.map((step, index) => ({ step, index })).filter(({ step }) => step.phase === undefined);
  const before = whole.filter(({ index }) => first === -1 || index < first).map(({ step }) => step);
  const after = whole.filter(({ index }) => first !== -1 && index > first).map(({ step }) => step);
  const phases = view.phases.map(({ name }) => ({ name, steps: view.steps.filter((step) => step.phase === name) }));
  return [
    { name: words.preparation[scene.locale], steps: before },
    ...phases,
    { name: words.completion[scene.locale], steps: after },
  ].filter((group) => group.steps.length > 0);
}

/** `3 of 6  running`: never the signs alone. */
function summary(steps: readonly StepView[], { locale, colours }: Scene): string {
  const done = steps.filter((step) => step.state === 'done').length;
  const state = steps.find((step) => step.state !== 'done' && step.state !== 'planned')?.state;
  const word: StepState = state ?? (done === steps.length ? 'done' : 'planned');
  const count = words.ofSteps[locale]({ done, all: steps.length });
  return `${colours.dim(count)}  ${paintStep(word, colours)(words.steps[word][locale])}`;
}

/** Every step if there is room; else what is done and what is to come as numbers. */
function marks(steps: readonly StepView[], room: number, scene: Scene): string {
  const all = steps.map((step) => mark(step, scene)).join('  ');
  if (width(all) <= room) return all;
  const { locale, symbols, colours } = scene;
  const done = steps.filter((step) => step.state === 'done').length;
  const planned = steps.filter((step) => step.state === 'planned').length;
  const active = steps.filter((step) => step.state !== 'done' && step.state !== 'planned').slice(0, 2);
  return [
    ...(done === 0 ? [] : [colours.green(`${symbols.step.done} ${words.doneSteps[locale]({ count: done })}`)]),
    ...active.map((step) => mark(step, scene)),
    ...(planned === 0 ? [] : [colours.dim(`${symbols.step.planned} ${words.stepsToCome[locale]({ count: planned })}`)]),
  ].join('  ');
}

function mark(step: StepView, { symbols, colours }: Scene): string {
  const name = step.id.slice(step.id.lastIndexOf('/') + 1);
  const share = /^shift-(\d+)$/.exec(name)?.[1];
  return paintStep(step.state, colours)(`${symbols.step[step.state]} ${share === undefined ? name : `${share}%`}`);
}

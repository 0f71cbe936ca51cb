/** Every command, in the order of the help. A command's code is loaded when it runs. */
import { groups, summaries } from '@banyan/core/words/summaries.ts';
import type { Entry } from './frame/command.ts';

const { understand, move, watch, other } = groups;

export const commands: readonly Entry[] = [
  entry('convert', understand, async () => (await import('./commands/convert.ts')).convert),
  entry('ask', understand, async () => (await import('./commands/ask.ts')).ask),
  entry('prove', understand, async () => (await import('./commands/prove.ts')).prove),
  entry('emulate', understand, async () => (await import('./commands/emulate.ts')).emulate),
  entry('explain', understand, async () => (await import('./commands/explain.ts')).explain),
  entry('plan', move, async () => (await import('./commands/plan.ts')).plan),
  entry('run', move, async () => (await import('./commands/run.ts')).run),
  entry('approve', move, async () => (await import('./commands/approve.ts')).approve),
  entry('pause', move, async () => (await import('./commands/pause.ts')).pause),
  entry('resume', move, async () => (await import('./commands/resume.ts')).resume),
  entry('rollback', move, async () => (await import('./commands/rollback.ts')).rollback),
  entry('split', move, async () => (await import('./commands/split.ts')).split),
  entry('status', watch, async () => (await import('./commands/status.ts')).status),
  entry('events', watch, async () => (await import('./commands/events.ts')).events),
  entry('evidence', watch, async () => (await import('./commands/evidence.ts')).evidence),
  entry('indicators', watch, async () => (await import('./commands/indicators.ts')).indicators),
  entry('list', watch, async () => (await import('./commands/list.ts')).list),
  entry('engine', other, async () => (await import('./commands/engine.ts')).engine),
  entry('version', other, async () => (await import('./commands/version.ts')).version),
];

function entry(name: keyof typeof summaries, group: Entry['group'], load: Entry['load']): Entry {
  return { name, summary: summaries[name], group, load };
}

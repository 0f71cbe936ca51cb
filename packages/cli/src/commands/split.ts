/** `banyan split FILE`: what a switch has loaded, what it can do, and a share that is written by hand. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { count, percent } from '@banyan/core/terminal/units.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { split as words } from '@banyan/core/words/split.ts';
import { readSplit } from '@banyan/migration/document/split.ts';
import type { ByHand } from '@banyan/traffic/switches/by-hand.ts';
import type { Split, SwitchFailure } from '@banyan/traffic/switches/switch.ts';
import type { Command, Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';

/** Whose decision it is, as the record says. */
const author = 'hand';

export const split: Command = {
  name: 'split',
  summary: summaries.split,
  arguments: [{ name: 'FILE', description: options.splitFile }],
  options: [
    { flags: '--set <PHASE=SHARE>', description: options.splitSet, repeatable: true },
    { flags: '--prepare', description: options.splitPrepare },
    { flags: '--remove', description: options.splitRemove },
    { flags: '--overwrite', description: options.splitOverwrite },
    { flags: '--dry-run', description: options.splitDryRun },
  ],
  examples: [
    { line: 'banyan split voice.yaml', description: examples.split },
    { line: 'banyan split voice.yaml --set voice=10 --dry-run', description: examples.splitDryRun },
  ],
  async run(context): Promise<ExitCode> {
    const [file = ''] = context.arguments;
    const problem = problemWith(file);
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const read = readSplit(readFileSync(file), file);
    if (!read.ok) return fail(context, read.error, exit.usage);
    const opened = await read.value.kind.open(read.value.settings, read.value.migration);
    if (!opened.ok) return fail(context, opened.error, exitOfFailure(opened.error));
    const signal = new AbortController().signal;
    if (context.options.flag('prepare')) return prepare(context, opened.value, signal);
    if (context.options.flag('remove')) return remove(context, opened.value, signal);
    const shares = sharesIn(context.options.list('set'));
    return Object.keys(shares).length === 0
      ? show(context, opened.value, signal)
      : set(context, opened.value, shares, signal);
  },
};

/** `orders=25`; what is no number is a share that no switch takes. */
function sharesIn(texts: readonly string[]): Split['shares'] {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf('=');
      return at < 0 ? [text, Number.NaN] : [text.slice(0, at), Number(text.slice(at + 1))];
    }),
  );
}

async function prepare(context: Context, target: ByHand, signal: AbortSignal): Promise<ExitCode> {
  if (context.options.flag('dryRun')) return tell(context, target, 'first', signal);
  const done = await target.prepare(signal);
  return done.ok ? exit.done : fail(context, done.error, exitOfFailure(done.error));
}

async function remove(context: Context, target: ByHand, signal: AbortSignal): Promise<ExitCode> {
  const done = await target.remove(signal);
  return done.ok ? exit.done : fail(context, done.error, exitOfFailure(done.error));
}

async function show(context: Context, target: ByHand, signal: AbortSignal): Promise<ExitCode> {
  const found = await target.switch.read(signal);
  if (!found.ok) return failed(context, found.error);
  print(context, target, found.value);
  return exit.done;
}

/**
 * Phases that are not named keep what they have. What somebody else changed, or what is written and not yet loaded everywhere,
 * is gone over only when told: a way back must not wait.
 */
async function set(context: Context, target: ByHand, shares: Split['shares'], signal: AbortSignal): Promise<ExitCode> {
  const found = await target.switch.read(signal);
  const held = found.ok ? found : context.options.flag('overwrite') ? heldBehind(found.error) : found;
  if (!held.ok) return failed(context, held.error);
  const wanted: Split = {
    generation: held.value.generation + 1,
    author,
    shares: { ...held.value.shares, ...shares },
  };
  if (context.options.flag('dryRun')) return tell(context, target, wanted, signal);
  const written = await target.switch.write(wanted, signal);
  if (!written.ok) return failed(context, written.error);
  print(context, target, written.value);
  return exit.done;
}

/** What is known of a split that cannot be relied on; without its shares, all must be given. */
function heldBehind(failure: SwitchFailure): Result<Pick<Split, 'generation' | 'shares'>, SwitchFailure> {
  if (failure.kind === 'foreign') return ok(failure.found);
  const { generation } = failure.finding.params;
  return typeof generation === 'number' ? ok({ generation, shares: {} }) : err(failure);
}

/** The calls are data: JSON, whatever the format. */
async function tell(context: Context, target: ByHand, what: Split | 'first', signal: AbortSignal): Promise<ExitCode> {
  const calls = await target.calls(what, signal);
  if (!calls.ok) return fail(context, calls.error, exitOfFailure(calls.error));
  context.stdout.write(`${JSON.stringify(calls.value, null, 2)}\n`);
  return exit.done;
}

const failed = (context: Context, { kind, finding }: SwitchFailure): ExitCode =>
  fail(context, finding, kind === 'stale' || kind === 'foreign' ? exit.no : exitOfFailure(finding));

function print({ format, locale, stdout }: Context, { switch: subject }: ByHand, found: Split): void {
  const { limits } = subject;
  if (format === 'json') {
    stdout.write(`${JSON.stringify({ kind: subject.kind, ...found, limits }, null, 2)}\n`);
    return;
  }
  const rows = Object.entries(found.shares).map(([phase, share]) => [phase, percent(share, 2)]);
  const { seconds, reason } = limits.delay;
  const lines = [
    ...table(rows, { indent: 0, align: ['left', 'right'] }),
    '',
    words.decided[locale]({ generation: count(found.generation), author: found.author }),
    words.step[locale]({ step: percent(limits.granularity, 2) }),
    words.delay[locale]({ seconds: count(seconds), reason }),
    words.streams[locale]({ streams: limits.openStreams }),
  ];
  stdout.write(`${lines.join('\n')}\n`);
}

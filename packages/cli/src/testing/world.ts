/** A world without a process: streams are collected, the clock stands still unless somebody sleeps. */
import { generateKeyPairSync } from 'node:crypto';
import type { EngineClient, MigrationEvent, MigrationView, SourceView } from '@banyan/engine/client.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { makeEvidence } from '@banyan/engine/evidence/make.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { program } from '../frame/program.ts';
import type { Output, World } from '../frame/world.ts';
import { history, start } from './migration.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Verbs that reached the engine, with what they were given. */
  readonly asked: readonly string[];
}

export interface Circumstances {
  /** Status answers these in turn, then the last for ever. None: there is no migration. */
  readonly views?: readonly MigrationView[];
  readonly events?: readonly MigrationEvent[];
  /** What the counters show. */
  readonly sources?: readonly SourceView[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly stdin?: string;
  /** Ctrl-C is pressed when somebody sleeps for the n-th time. */
  readonly interruptAt?: number;
}

/** Runs a command line in a world of its own. */
export async function banyan(words: readonly string[], circumstances: Circumstances = {}): Promise<Ran> {
  const { world, stdout, stderr, asked } = collectingWorld(circumstances);
  const code = await program(words, world);
  return { code, stdout: stdout(), stderr: stderr(), asked };
}

interface Collected {
  readonly world: World;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly asked: readonly string[];
}

export function collectingWorld(circumstances: Circumstances): Collected {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const asked: string[] = [];
  const controller = new AbortController();
  let now = start + 190_000;
  let slept = 0;
  const output = (into: string[]): Output => ({
    write: (text) => void into.push(text),
    isTTY: circumstances.terminal ?? false,
    columns: 100,
    rows: 40,
  });
  const world: World = {
    stdout: output(stdout),
    stderr: output(stderr),
    stdin: async () => new TextEncoder().encode(circumstances.stdin ?? ''),
    environment: circumstances.environment ?? {},
    directory: '/estates',
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      slept += 1;
      if (slept === circumstances.interruptAt) controller.abort('SIGINT');
      if (slept > 1000) throw new Error('a command sleeps for ever');
    },
    interruption: () => controller.signal,
    engine: async () => ok(engineOf(circumstances, asked)),
  };
  return { world, stdout: () => stdout.join(''), stderr: () => stderr.join(''), asked };
}

function engineOf({ views = [], events = history, sources = [] }: Circumstances, asked: string[]): EngineClient {
  let answered = 0;
  const current = (name: string): ReturnType<EngineClient['status']> => {
    const view = views[Math.min(answered, views.length - 1)];
    answered += 1;
    return Promise.resolve(
      view?.name === name ? ok(view) : err(finding('ENG004', { name, folder: '~/.local/share/banyan' })),
    );
  };
  return {
    run: (file, options) => {
      asked.push(`run ${file} accept=${options.accept.join(',')}`);
      return current(views[0]?.name ?? file);
    },
    status: current,
    events: async (_, after) => ok(events.filter((event) => event.seq > after)),
    evidence: async (name, { who }) => {
      const [view] = views;
      if (view?.name !== name) return err(finding('ENG004', { name, folder: '~/.local/share/banyan' }));
      const { privateKey: key } = generateKeyPairSync('ed25519');
      return ok(makeEvidence({ view, events, madeAt: new Date(0), madeBy: who, key }));
    },
    list: async () => ok(views.slice(0, 1)),
    indicators: async () => ok(sources),
    approve: (name, by) => {
      asked.push(`approve ${name} ${by.who} ${by.reason ?? ''}`.trimEnd());
      return current(name);
    },
    pause: (name) => {
      asked.push(`pause ${name}`);
      return current(name);
    },
    resume: (name) => {
      asked.push(`resume ${name}`);
      return current(name);
    },
    rollback: (name, reason) => {
      asked.push(`rollback ${name} ${reason}`);
      return current(name);
    },
    breakGlass: async (name, reason) => {
      asked.push(`break-glass ${name} ${reason}`);
      return ok({ generation: 1_000_007 });
    },
    stop: async () => {
      asked.push('stop');
      return ok(undefined);
    },
  };
}

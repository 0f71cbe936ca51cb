/** The engine of this machine as the command line talks to it. */
import { userInfo } from 'node:os';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { planFile } from '@banyan/migration/plan/from-file.ts';
import { edgeOf } from '@banyan/migration/world/local/edge.ts';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import { mkdir } from 'node:fs/promises';
import type { EngineClient, MigrationEvent, MigrationView, Refusal } from './client.ts';
import { breakGlass, notedBreakGlass } from './client/break-glass.ts';
import { sourceViews } from './client/indicators.ts';
import { tell } from './client/tell.ts';
import { banyanVersion, layout, openData, reasonOf } from './data/layout.ts';
import { roomIn } from './data/room.ts';
import { signingKey } from './evidence/key.ts';
import { makeEvidence } from './evidence/make.ts';
import { openLog } from './log/log.ts';
import { restatePort } from './restate/client.ts';
import type { Event } from './run/event.ts';
import { fold } from './run/evolve.ts';
import type { Message } from './run/message.ts';
import { isOver, type Run } from './run/run.ts';
import type { Kept } from './run/turn.ts';
import { viewOf } from './run/view.ts';
import { ensure, living, wake } from './supervisor/ensure.ts';
import { migrationNames } from './supervisor/nudge.ts';
import { stopSupervisor } from './supervisor/stop.ts';

export interface LocalClientOptions {
  /** The data directory; made when it is not there: see dataFolder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Command line of the supervisor; Banyan's own unless said otherwise. */
  readonly supervisor?: readonly string[];
}

/** A data directory of another version, or one that cannot be used, is a finding. Starts nothing yet. */
export async function localClient(options: LocalClientOptions): Promise<Result<EngineClient, Finding>> {
  const opened = await openData(options.folder);
  if (!opened.ok) return opened;
  return ok(clientOf(opened.value, options));
}

function clientOf(folder: string, options: LocalClientOptions): EngineClient {
  const { environment, now } = options;
  const files = layout(folder);
  const waking = { folder, environment, ...(options.supervisor === undefined ? {} : { command: options.supervisor }) };
  const logOf = (name: string) => openLog(files.migration(name).events);

  const load = async (name: string): Promise<Result<Run, Finding>> => {
    const run = fold(undefined, await logOf(name).after(0));
    return run === undefined ? err(finding('ENG004', { name, folder })) : ok(run);
  };
  const view = async (run: Run): Promise<MigrationView> => {
    const state = await living(folder);
    const noted = await notedBreakGlass(files.migration(run.plan.name).breakGlass);
    const around = {
      banyan: banyanVersion(),
      engine: state?.engineVersion ?? '',
      recovering: state?.ready !== true,
      breakGlass: noted,
    };
    return viewOf(run, around);
  };
  const shown = async (name: string): Promise<Result<MigrationView, Finding>> => {
    const run = await load(name);
    return run.ok ? ok(await view(run.value)) : run;
  };
  /** Hands over a message; `shows` tells by which event it was handled. */
  const send = async (
    run: Run | undefined,
    name: string,
    message: Message,
    shows: readonly Event['kind'][],
  ): Promise<Result<MigrationView, Finding>> => {
    const state = await ensure(waking);
    if (!state.ok) return state;
    const port = restatePort<Kept, Message>(`http://127.0.0.1:${state.value.ports.ingress}`);
    const told = await tell({
      port,
      name,
      log: logOf(name),
      message,
      after: run?.seq ?? 0,
      interrupts: message.kind === 'rollback',
      shows: (event) => shows.includes(event.kind),
    });
    if (told.ok) return shown(name);
    // A decision that cannot be kept is not made; then that is what must be mended.
    const room = await roomIn(folder);
    return room.ok ? told : room;
  };
  /** A verb that fits some states only. */
  const change = async (
    name: string,
    verb: string,
    message: Message,
    fits: (run: Run, seen: MigrationView) => boolean,
    shows: readonly Event['kind'][],
  ) => {
    const run = await load(name);
    if (!run.ok) return run;
    const seen = await view(run.value);
    if (!fits(run.value, seen)) {
      const { state } = seen;
      return err(message.kind === 'approve' ? finding('ENG006', { name }) : finding('ENG007', { name, state, verb }));
    }
    return send(run.value, name, message, shows);
  };

  return {
    async run(file, { accept }) {
      const planned = planFile(file, { environment, accept });
      if (!planned.ok) return err(together(planned.error));
      const { plan, refusal, variables } = planned.value;
      const known = fold(undefined, await logOf(plan.name).after(0));
      if (known !== undefined && known.phase !== 'rolled-back') {
        const woken = await ensure(waking);
        return woken.ok ? shown(plan.name) : woken;
      }
      if (refusal !== undefined) return err(refusal);
      const room = await roomIn(folder);
      if (!room.ok) return room;
      const kept = await keepVariables(files.migration(plan.name), variables, environment);
      if (!kept.ok) return kept;
      return send(known, plan.name, { kind: 'begin', plan }, ['started']);
    },
    async status(name) {
      // Where there is no such migration, there is nothing to be woken for.
      const known = await load(name);
      if (!known.ok) return known;
      const woken = await wake(waking);
      return woken.ok ? shown(name) : woken;
    },
    async events(name, after) {
      const run = await load(name);
      if (!run.ok) return run;
      return ok((await logOf(name).after(after)).map(asEvent));
    },
    async evidence(name, { who }) {
      const run = await load(name);
      if (!run.ok) return run;
      const key = await signingKey(files.evidenceKey);
      if (!key.ok) return key;
      const events = (await logOf(name).after(0)).map(asEvent);
      const upTo = events.slice(0, run.value.seq);
      return ok(
        makeEvidence({
          view: await view(run.value),
          events: upTo,
          madeAt: new Date(now()),
          madeBy: who,
          key: key.value,
        }),
      );
    },
    async list() {
      const names = await migrationNames(folder);
      const woken = names.length === 0 ? ok(undefined) : await wake(waking);
      if (!woken.ok) return woken;
      const views: MigrationView[] = [];
      for (const name of names) {
        const one = await shown(name);
        if (one.ok) views.push(one.value);
      }
      return ok(views);
    },
    async indicators(name) {
      const run = await load(name);
      if (!run.ok) return run;
      // The compiler comes with it, which no other verb needs.
      const { localWorld } = await import('@banyan/migration/world/local/local.ts');
      const { plan, facts } = run.value;
      const counters = localWorld({ folders: files, environment, workspace: '' }).counters(plan, facts);
      return ok(await sourceViews(counters, AbortSignal.timeout(15_000)));
    },
    approve: (name, by) =>
      change(
        name,
        'approve',
        { kind: 'approve', ...by },
        (run, seen) => run.phase === 'parked' && seen.state !== 'rolled-back-break-glass',
        ['approved'],
      ),
    pause: (name) =>
      change(name, 'pause', { kind: 'pause' }, (run) => !isOver(run) && run.phase !== 'rolling-back' && !run.paused, [
        'paused',
      ]),
    async resume(name) {
      const run = await load(name);
      if (!run.ok) return run;
      const glass = await notedBreakGlass(files.migration(name).breakGlass);
      const met = glass === undefined || glass.generation <= run.value.generation;
      const told = met ? {} : { glass: { generation: glass.generation, why: byHuman(glass) } };
      const fits = (one: Run): boolean => !met || one.paused || one.phase === 'break-glass' || one.phase === 'stuck';
      return change(name, 'resume', { kind: 'resume', ...told }, fits, ['resumed']);
    },
    async rollback(name, reason) {
      const run = await load(name);
      if (!run.ok) return run;
      if (run.value.phase === 'rolling-back' && run.value.again !== true) {
        // Asked for twice is asked for once.
        const woken = await ensure(waking);
        return woken.ok ? shown(name) : woken;
      }
      const why = byHuman({ who: userInfo().username, reason });
      const fits = (run: Run): boolean => run.phase !== 'rolled-back' && run.phase !== 'break-glass';
      return change(name, 'rollback', { kind: 'rollback', why }, fits, ['rollback-began']);
    },
    async breakGlass(name, reason) {
      const run = await load(name);
      if (!run.ok) return run;
      const note = files.migration(name).breakGlass;
      const phases = run.value.plan.phases.map((phase) => phase.name);
      const asked = { who: userInfo().username, reason, at: now(), note, phases };
      return breakGlass(
        edgeOf(run.value.plan, { folder: files.edge, environment, workspace: '' }).switch,
        asked,
        AbortSignal.timeout(15_000),
      );
    },
    stop: () => stopSupervisor(folder),
  };
}

/** What the source's variables were for whoever ran the migration; secrets may be among them, so only its owner can read it. */
async function keepVariables(
  files: { readonly folder: string; readonly environment: string },
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result<void, Finding>> {
  const values = names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  try {
    await mkdir(files.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return err(finding('ENG005', { file: files.folder, reason: reasonOf(error) }));
  }
  return replaceFile(files.environment, `${JSON.stringify(Object.fromEntries(values))}\n`);
}

/** The first finding, which carries the others along. */
function together([first = finding('DOC001', {}), ...others]: readonly Finding[]): Refusal {
  return others.length === 0 ? first : { ...first, others };
}

const byHuman = ({ who, reason }: { readonly who: string; readonly reason: string }): Finding =>
  finding('MIG024', { who, reason });

function asEvent(event: Event): MigrationEvent {
  const { seq, at, kind, ...rest } = event;
  if ('plan' in rest) {
    const { plan, ...others } = rest;
    return { seq, at, kind, data: { ...others, name: plan.name, digest: plan.digest, steps: plan.steps.length } };
  }
  if (!('step' in rest)) return { seq, at, kind, data: rest };
  const { step, ...data } = rest;
  return { seq, at, kind, step, data };
}

/**
 * Starts engine and worker of one data directory and starts them again when they die. Data planes are none of its
 * children: they go on when it ends. Whatever a killed predecessor left running is ended first.
 */
import { join } from 'node:path';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';
import { layout } from '../data/layout.ts';
import { isHealthy, register, takesMessages } from '../restate/admin.ts';
import { workerDigest } from '../restate/digest.ts';
import { serverCommand, serverMarks } from '../restate/server.ts';
import { type ChildSpec, type Keeper, keep } from './child.ts';
import { nudgeAll } from './nudge.ts';
import { endAll } from './orphans.ts';
import { answers, comesFree, freePorts } from './ports.ts';
import { ownIdentity, readState, type SupervisorState } from './state.ts';

export interface Supervision {
  /** Real path of the data directory. */
  readonly folder: string;
  readonly engine: { readonly binary: string; readonly version: string };
  /** Command line of the worker up to its own arguments, and its environment. */
  readonly worker: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** Milliseconds between looks while something is not ready. */
const lookEvery = 30;

/** Milliseconds to wait for a port of the last time; after them another is taken. */
const patience = 1000;

/** Runs until `stop` is given; then worker and engine end in this order. */
export async function supervise(options: Supervision, stop: AbortSignal): Promise<void> {
  const files = layout(options.folder);
  const identity = await ownIdentity();
  let ports = await choosePorts(files.supervisor);
  let ready = false;
  let trouble: string | undefined;
  const write = async (): Promise<void> => {
    const state: SupervisorState = {
      ...identity,
      ready,
      ports,
      children: { engine: engine.pid(), worker: worker.pid() },
      engineVersion: options.engine.version,
      worker: registered ? workerDigest : undefined,
      trouble,
    };
    await replaceFile(files.supervisor, `${JSON.stringify(state)}\n`);
  };
  /** Rises with each start of a child; what was learnt for an earlier one no longer counts. */
  let round = 0;
  const changed = (what: string): void => {
    options.say(what);
    ready = false;
    round++;
  };
  const engineSpec = async (): Promise<ChildSpec> => {
    await endAll(serverMarks(files.restate));
    if (!(await allFree([ports.ingress, ports.admin, ports.node]))) ports = { ...ports, ...(await newEnginePorts()) };
    const command = serverCommand({ binary: options.engine.binary, folder: files.restate, ports });
    const environment = {
      PATH: options.environment['PATH'],
      HOME: options.environment['HOME'],
      ...command.environment,
    };
    return { ...command, environment, log: join(files.logs, 'engine.log') };
  };
  const workerSpec = async (): Promise<ChildSpec> => {
    await endAll(workerMarks(options.folder));
    if (!(await comesFree(ports.worker, patience)))
      ports = { ...ports, worker: (await freePorts(1))[0] ?? ports.worker };
    const [file = process.execPath, ...rest] = options.worker;
    const own = [...workerMarks(options.folder), '--port', String(ports.worker)];
    return {
      file,
      arguments: [...rest, ...own],
      // Started again while requests are being served, it must not lose time with reading its own sources.
      environment: { NODE_COMPILE_CACHE: files.cache, ...options.environment },
      log: join(files.logs, 'worker.log'),
    };
  };
  const watch = (name: string): Parameters<typeof keep>[1] => ({
    started: (pid) => changed(`${name} started, process ${pid}`),
    died: (how) => {
      trouble = `${name}: ${how}`;
      changed(`${name} died (${how})`);
    },
  });
  const engine: Keeper = keep(engineSpec, watch('engine'));
  const worker: Keeper = keep(workerSpec, watch('worker'));
  let settledRound = -1;
  let writtenRound = -1;
  /** Whether this very worker is known: a Banyan of another version may have been the last. */
  let registered = (await readState(files.supervisor))?.worker === workerDigest;
  while (!stop.aborted) {
    if (settledRound !== round) {
      const current = round;
      if (writtenRound !== current) await write();
      writtenRound = current;
      // Not before both are its own: what a killed predecessor left may still answer.
      const own = engine.pid() !== undefined && worker.pid() !== undefined;
      if (own && (await getReady(ports, registered, () => current !== round || stop.aborted))) {
        ready = true;
        registered = true;
        trouble = undefined;
        settledRound = current;
        await write();
        options.say(`ready: ingress ${ports.ingress}, worker ${ports.worker}`);
        // Beside the watch: what dies meanwhile is not to wait until everybody has been told.
        const outdated = (): boolean => current !== round || stop.aborted;
        void nudgeAll(options.folder, ports.ingress, options.say, outdated);
      }
    }
    await pause(lookEvery, stop);
  }
  await worker.stop(3000);
  await engine.stop(5000);
}

type Ports = SupervisorState['ports'];

/** Until the engine takes messages and knows the worker; false when something changed meanwhile. */
async function getReady(ports: Ports, registered: boolean, changed: () => boolean): Promise<boolean> {
  const admin = `http://127.0.0.1:${ports.admin}`;
  const ingress = `http://127.0.0.1:${ports.ingress}`;
  const wanted = [
    () => isHealthy(admin),
    () => answers(ports.worker),
    () => register(admin, `http://127.0.0.1:${ports.worker}`, registered),
    () => takesMessages(ingress),
  ];
  for (const ask of wanted) {
    while (!(await ask())) {
      if (changed()) return false;
      await pause(lookEvery, AbortSignal.timeout(lookEvery * 2));
    }
  }
  return !changed();
}

/** The ports of the last time, so that an engine under way finds its worker; new ones where there was none. */
async function choosePorts(file: string): Promise<Ports> {
  const known = await readState(file);
  if (known !== undefined) return known.ports;
  const [ingress = 0, admin = 0, node = 0, worker = 0] = await freePorts(4);
  return { ingress, admin, node, worker };
}

async function newEnginePorts(): Promise<Pick<Ports, 'ingress' | 'admin' | 'node'>> {
  const [ingress = 0, admin = 0, node = 0] = await freePorts(3);
  return { ingress, admin, node };
}

async function allFree(ports: readonly number[]): Promise<boolean> {
  return (await Promise.all(ports.map((port) => comesFree(port, patience)))).every(Boolean);
}

/** What tells a worker of this data directory from all other processes. */
export const workerMarks = (folder: string): readonly string[] => ['--worker-of', folder];

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

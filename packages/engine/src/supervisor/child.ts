/** A child that is started again whenever it dies, sooner at first and at most once a second. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface ChildSpec {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** stdout and stderr are appended. */
  readonly log: string;
}

export interface Keeper {
  pid(): number | undefined;
  /** Ends the child for good: SIGTERM, then SIGKILL after `grace` milliseconds. */
  stop(grace: number): Promise<void>;
}

/** A child that lived this long (milliseconds) was well; its next death is answered at once. */
const healthyAfter = 1500;
const slowest = 1000;

/** `spec` is asked at every start, so that ports may change. `started` and `died` are told each time. */
export function keep(
  spec: () => Promise<ChildSpec>,
  told: { readonly started: (pid: number) => void; readonly died: (how: string) => void },
): Keeper {
  let child: ChildProcess | undefined;
  let stopping = false;
  let pause = 0;
  let timer: NodeJS.Timeout | undefined;

  const start = async (): Promise<void> => {
    const wanted = await spec();
    if (stopping) return;
    const output = openSync(wanted.log, 'a', 0o600);
    const begun = Date.now();
    const one = spawn(wanted.file, wanted.arguments, { stdio: ['ignore', output, output], env: wanted.environment });
    closeSync(output);
    child = one;
    let over = false;
    const ended = (how: string): void => {
      if (over) return;
      over = true;
      child = undefined;
      if (stopping) return;
      pause = Date.now() - begun > healthyAfter ? 0 : Math.min(slowest, Math.max(50, pause * 2));
      timer = setTimeout(() => void start(), pause);
      told.died(how);
    };
    one.once('error', (error) => ended(error.message));
    one.once('exit', (code, signal) => ended(signal ?? `exit ${code ?? '?'}`));
    if (one.pid !== undefined) told.started(one.pid);
  };
  void start();

  return {
    pid: () => child?.pid,
    async stop(grace) {
      stopping = true;
      clearTimeout(timer);
      const one = child;
      if (one === undefined) return;
      const gone = new Promise<void>((resolve) => {
        one.once('exit', () => resolve());
      });
      one.kill('SIGTERM');
      const force = setTimeout(() => one.kill('SIGKILL'), grace);
      await gone;
      clearTimeout(force);
    },
  };
}

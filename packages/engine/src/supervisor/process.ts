/** A supervisor's process: holds the lock of its data directory for as long as it lives. */
import { execFileSync } from 'node:child_process';
import { ok } from '@banyan/core/result.ts';
import { locked } from '@banyan/traffic/local/lock.ts';
import { restateBinary } from '../restate/binary.ts';
import { supervise } from './supervise.ts';

/** `worker` is its program. Ends on SIGTERM, or at once when another supervisor lives. */
export async function superviseAlone(folder: string, worker: string): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  const binary = restateBinary(process.env);
  const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
  // The same Node with the same flags.
  const command = [process.execPath, ...process.execArgv, worker];
  const outcome = await locked(`${folder}/supervisor`, 0, stop.signal, async () => {
    say(`supervisor ${process.pid} of ${folder}, ${version}`);
    await supervise(
      { folder, engine: { binary, version }, worker: command, environment: process.env, say },
      stop.signal,
    );
    return ok(undefined);
  });
  if (!outcome.ok) say('another supervisor lives; nothing to do');
}

const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
};

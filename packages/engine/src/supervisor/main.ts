/** The supervisor's process: `node main.ts DATA-DIRECTORY`. Started by any verb; ends on SIGTERM, or when another one lives. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ok } from '@banyan/core/result.ts';
import { locked } from '@banyan/traffic/local/lock.ts';
import { restateBinary } from '../restate/binary.ts';
import { supervise } from './supervise.ts';

const folder = process.argv[2] ?? '';
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
};
const binary = restateBinary(process.env);
const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
const worker = [...execution(), fileURLToPath(new URL('../worker/main.ts', import.meta.url))];

const outcome = await locked(`${folder}/supervisor`, 0, stop.signal, async () => {
  say(`supervisor ${process.pid} of ${folder}, ${version}`);
  await supervise({ folder, engine: { binary, version }, worker, environment: process.env, say }, stop.signal);
  return ok(undefined);
});
if (!outcome.ok) say('another supervisor lives; nothing to do');

/** The same Node with the same flags. */
function execution(): readonly string[] {
  return [process.execPath, ...process.execArgv];
}

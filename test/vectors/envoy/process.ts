/** A real Envoy, started and ended by process id. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { request } from 'node:http';

export interface RunningEnvoy {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts Envoy and waits until it serves; the reason in its own words when it does not. */
export async function startEnvoy(
  binary: string,
  config: string,
  adminPort: number,
  log: string,
): Promise<{ readonly ok: true; readonly envoy: RunningEnvoy } | { readonly ok: false; readonly reason: string }> {
  const output = openSync(log, 'w');
  const child = spawn(
    binary,
    ['-c', config, '--concurrency', '2', '--disable-hot-restart', '--log-level', 'error', '--drain-time-s', '1'],
    { stdio: ['ignore', output, output] },
  );
  closeSync(output);
  const failures: string[] = [];
  child.on('error', (error) => failures.push(error.message));
  child.on('exit', () => failures.push(lastError(readFileSync(log, 'utf8'))));
  const deadline = performance.now() + 60_000;
  while (failures.length === 0 && performance.now() < deadline) {
    if (await ready(adminPort)) return { ok: true, envoy: { pid: child.pid ?? 0, stop: () => stop(child) } };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await stop(child);
  return { ok: false, reason: failures[0] ?? 'Envoy was not ready within 60 s' };
}

/** Asks Envoy itself whether it takes a configuration; undefined when it does. */
export function refusal(binary: string, config: string): string | undefined {
  const done = spawnSync(binary, ['--mode', 'validate', '-c', config, '--log-level', 'error'], { encoding: 'utf8' });
  return done.status === 0 ? undefined : lastError(done.stderr + done.stdout);
}

function lastError(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const told = lines.filter((line) => /\[(error|critical)\]|error initializing/.test(line));
  return (told[0] ?? lines.at(-1) ?? 'Envoy ended without a word')
    .replace(/^.*error initializing configuration '[^']*': /, '')
    .replace(/^(\[[^\]]*\] ?)+/, '')
    .slice(0, 500);
}

function ready(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/ready' }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode === 200));
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

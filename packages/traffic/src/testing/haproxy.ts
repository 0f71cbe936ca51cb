/** A real HAProxy for tests, as a user would run it: a configuration of its own, and Banyan's folder loaded after it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, until } from '../local/wait.ts';
import { askHaproxy } from '../switches/haproxy/runtime.ts';
import { unlimited } from './edge.ts';
import { programIn } from './program.ts';

/** Why tests with HAProxy cannot run here; undefined when they can. */
const haproxyProgram = programIn('haproxy');
export const haproxyMissing =
  haproxyProgram === undefined ? 'no haproxy on this machine: apt-get install haproxy' : undefined;

export interface TestHaproxy {
  readonly settings: { readonly socket: string; readonly folder: string };
  start(): Promise<void>;
  stop(): Promise<void>;
  /** As `systemctl reload` does: another process takes over the listeners, the former one finishes what it has. */
  reload(): Promise<void>;
  end(): Promise<void>;
}

/** Made below a folder, not started. */
export async function testHaproxy(parent = tmpdir()): Promise<TestHaproxy> {
  const place = await mkdtemp(join(parent, 'banyan-haproxy-'));
  const settings = { socket: join(place, 'admin.sock'), folder: join(place, 'banyan') };
  const config = join(place, 'haproxy.cfg');
  await mkdir(settings.folder);
  await writeFile(
    config,
    [
      'global',
      `  stats socket ${settings.socket} mode 600 level admin expose-fd listeners`,
      'defaults',
      '  mode http',
      // What users have in their defaults must not show in Banyan's doors.
      '  option forwardfor',
      '  timeout connect 5s',
      '  timeout client 30s',
      '  timeout server 30s',
      '',
    ].join('\n'),
  );
  const running: ChildProcess[] = [];
  const launch = async (...more: readonly string[]): Promise<void> => {
    const program = spawn(haproxyProgram ?? 'haproxy', ['-f', config, '-f', settings.folder, ...more], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    program.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    running.push(program);
    const ready = await until(
      async () => {
        if (program.exitCode !== null) throw new Error(`haproxy ended: ${said}`);
        const info = await askHaproxy(settings.socket, 'show info', unlimited);
        return info.ok && info.value.includes(`Pid: ${program.pid}\n`) ? true : undefined;
      },
      { within: 10_000, every: 10, signal: unlimited, clock: systemClock },
    );
    if (ready === undefined) throw new Error(`haproxy is not ready: ${said}`);
  };
  const stop = async (): Promise<void> => {
    for (const program of running.splice(0)) {
      if (program.exitCode !== null || program.signalCode !== null) continue;
      program.kill('SIGKILL');
      await once(program, 'exit');
    }
  };
  return {
    settings,
    start: () => launch(),
    stop,
    reload: () => launch('-x', settings.socket, '-sf', String(running.at(-1)?.pid)),
    end: async () => {
      await stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}

/** A real nginx for tests, as a user would run it: a configuration of its own that includes Banyan's folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, until } from '../local/wait.ts';
import { unlimited } from './edge.ts';
import { programIn } from './program.ts';

const program = programIn('nginx');

/** Why tests with nginx cannot run here; undefined when they can. */
export const nginxMissing = program === undefined ? 'no nginx on this machine: apt-get install nginx-light' : undefined;

export interface TestNginx {
  readonly settings: { readonly folder: string };
  readonly config: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** As `systemctl reload` does; done when workers with the new configuration serve. */
  reload(): Promise<void>;
  end(): Promise<void>;
}

/** Made below a folder, not started. */
export async function testNginx(parent = tmpdir()): Promise<TestNginx> {
  const place = await mkdtemp(join(parent, 'banyan-nginx-'));
  // Workers run as another user when the master is root's.
  await chmod(place, 0o755);
  const settings = { folder: join(place, 'banyan') };
  const config = join(place, 'nginx.conf');
  await mkdir(settings.folder);
  await writeFile(
    config,
    [
      `pid ${join(place, 'nginx.pid')};`,
      `error_log ${join(place, 'error.log')} notice;`,
      'worker_processes 2;',
      'daemon off;',
      'events {}',
      'http {',
      '  access_log off;',
      // What users have set for all servers must not show in Banyan's doors.
      '  open_file_cache max=100 inactive=1h;',
      '  open_file_cache_errors on;',
      '  proxy_set_header X-User-Setting 1;',
      '  add_header X-User-Setting 1;',
      '  gzip on;',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `  ${kind}_temp_path ${join(place, kind)};`,
      ),
      `  include ${settings.folder}/*.conf;`,
      '}',
      '',
    ].join('\n'),
  );
  let running: ChildProcess | undefined;
  const log = (): Promise<string> => readFile(join(place, 'error.log'), 'utf8').catch(() => '');
  const wait = async (what: string, ask: () => Promise<boolean>): Promise<void> => {
    const done = await until(
      async () => {
        if (running?.exitCode !== null) throw new Error(`nginx ended: ${await log()}`);
        return (await ask()) || undefined;
      },
      { within: 10_000, every: 10, signal: unlimited, clock: systemClock },
    );
    if (done === undefined) throw new Error(`${what}: ${await log()}`);
  };
  const stop = async (): Promise<void> => {
    if (running === undefined || running.exitCode !== null) return;
    running.kill('SIGTERM');
    await once(running, 'exit');
    running = undefined;
  };
  return {
    settings,
    config,
    start: async () => {
      const before = (await log()).length;
      running = spawn(program ?? 'nginx', ['-c', config], { stdio: 'ignore' });
      await wait('nginx does not start', async () => (await log()).slice(before).includes('start worker process '));
    },
    stop,
    reload: async () => {
      const before = (await log()).length;
      running?.kill('SIGHUP');
      const since = async (): Promise<string> => (await log()).slice(before);
      // A refused configuration is an error in the log; an accepted one ends the former workers.
      await wait('nginx does not reload', async () => /gracefully shutting down|\[emerg\]/.test(await since()));
      if ((await since()).includes('[emerg]')) throw new Error(await since());
    },
    end: async () => {
      await stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}

/**
 * A network of its own for a lane: `unshare` gives network, mounts and processes that nobody else sees, and everything
 * started inside ends with it. Where only user namespaces are allowed, `unshare --map-root-user` does the same.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hosts } from '../wire/hosts.ts';

const isolation = ['--net', '--mount', '--pid', '--fork', '--kill-child'] as const;

/** The command that runs another in a namespace; a reason when this machine allows none. */
export function namespaceCommand(): { readonly command: readonly string[] } | { readonly refused: string } {
  const reasons: string[] = [];
  for (const extra of [[], ['--map-root-user']]) {
    const command = ['unshare', ...extra, ...isolation];
    // As `bind` below: what was bound there before may be gone by now.
    const mount = 'mount --bind /etc/hosts /etc/hosts';
    const probe = `ip link set lo up && { ${mount} || { umount --lazy /etc/hosts && ${mount}; }; }`;
    const tried = spawnSync(command[0] ?? '', [...command.slice(1), 'sh', '-c', probe], { encoding: 'utf8' });
    if (tried.status === 0) return { command };
    reasons.push((tried.error?.message ?? tried.stderr).trim().split('\n')[0] ?? '');
  }
  return { refused: `no network namespace: ${reasons.join('; ')}` };
}

/** Inside: loopback up, the given addresses and ranges local, the recorded names in the hosts file, no name server. Needs a folder for its files. */
export function setUpNetwork(addresses: Iterable<string>, ranges: Iterable<string>, folder: string): void {
  const lines = ['link set lo up'];
  for (const address of new Set(addresses)) {
    if (address.includes(':')) lines.push(`addr add ${address}/128 dev lo nodad`);
    // No interface shows them: Envoy calls a client on loopback by the first address that it finds.
    else if (!address.startsWith('127.')) lines.push(`route add local ${address}/32 dev lo`);
  }
  for (const range of ranges) lines.push(`route add local ${range} dev lo`);
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  run('ip', ['-batch', file('addresses', `${lines.join('\n')}\n`)]);
  const table = Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`);
  bind(file('hosts', table.join('')), '/etc/hosts');
  // A name server that refuses at once: names outside the hosts file do not resolve.
  bind(file('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n'), '/etc/resolv.conf');
}

/** Where a file was bound before that is gone by now, nothing can be put over it: it is taken off first. */
function bind(file: string, over: string): void {
  if (spawnSync('mount', ['--bind', file, over]).status === 0) return;
  spawnSync('umount', ['--lazy', over]);
  run('mount', ['--bind', file, over]);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
}

/** `banyan --help` against the bare start of the same Node, warm, taken in turns so that a busy moment meets both. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { atMost, median, type Row } from './row.ts';

const rounds = 15;

function timed(command: string, args: readonly string[]): number {
  const began = performance.now();
  const ran = spawnSync(command, args, { stdio: 'ignore' });
  if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${ran.status}`);
  return performance.now() - began;
}

export function help(root: string): Row[] {
  const banyan = join(root, 'bin/banyan');
  const node = join(root, '.tools/node');
  timed(banyan, ['--help']);
  const differences: number[] = [];
  for (let at = 0; at < rounds; at += 1) {
    const bare = timed(node, ['-e', '0']);
    differences.push(timed(banyan, ['--help']) - bare);
  }
  return [atMost('banyan --help minus node -e 0', median(differences), 120, 'ms', `median of ${rounds}, warm`)];
}

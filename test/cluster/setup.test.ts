/** What setting up says where it cannot build: the reason, which the tests then give for being skipped. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
/** Everything that the script needs but Go. */
const tools = ['bash', 'dirname', 'mkdir', 'cat', 'uname', 'sha256sum', 'cut', 'sed', 'rm', 'ln', 'mktemp', 'head'];

test('a machine without Go is told so, nothing is built, and setting up succeeds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-setup-cluster-'));
  try {
    for (const name of ['bin', 'tools', 'test/cluster/real']) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ['tools/setup-cluster.sh', 'test/cluster/real/go.mod', 'test/cluster/real/go.sum'])
      copyFileSync(join(root, name), join(folder, name));
    for (const name of tools) {
      const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
      symlinkSync(found, join(folder, 'bin', name));
    }
    const done = spawnSync(join(folder, 'bin/bash'), [join(folder, 'tools/setup-cluster.sh')], {
      encoding: 'utf8',
      env: { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') },
    });
    expect(done.status).toBe(0);
    expect(done.stderr).toContain('go is not on PATH');
    expect(readFileSync(join(folder, '.tools/cluster.missing'), 'utf8')).toContain('go is not on PATH');
    expect(existsSync(join(folder, '.tools/cluster'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

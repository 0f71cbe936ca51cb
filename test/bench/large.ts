/**
 * Estates of 10,000 and 20,000 routes with plugins, from YAML to Istio and Envoy: the whole commands. Everything is allowed, so
 * that no route is closed, which would be less work.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateOf } from './estate-of.ts';
import { type Ran, ran } from './ran.ts';
import { atMost, reported, type Row } from './row.ts';

const rounds = 3;
const everything = ['--allow', 'lua', '--allow', 'envoyfilter', '--secrets', 'inline'];

export async function largeEstates(root: string): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
  try {
    const written = (routes: number): string => {
      const file = join(folder, `${routes}.yaml`);
      writeFileSync(file, estateOf(routes));
      return file;
    };
    const [large, larger] = [written(10_000), written(20_000)];
    const least = async (file: string, target: string, more: readonly string[], times: number): Promise<Ran> => {
      const options = ['--to', target, '-o', join(folder, 'out', target), ...more];
      const main = join(root, 'packages/cli/src/main.ts');
      const all: Ran[] = [];
      for (let at = 0; at < times; at += 1)
        all.push(await ran(join(root, '.tools/node'), [main, 'convert', file, ...options]));
      return {
        milliseconds: Math.min(...all.map(({ milliseconds }) => milliseconds)),
        memory: Math.max(...all.map(({ memory }) => memory)),
      };
    };
    const istio = await least(large, 'istio', everything, rounds);
    const counted = await least(large, 'istio', [...everything, '--ledger=count'], rounds);
    const twice = await least(larger, 'istio', everything, rounds);
    const envoy = await least(large, 'envoy', everything, rounds);
    const note = `the whole command, least of ${rounds}`;
    return [
      atMost('10,000 routes to Istio', istio.milliseconds / 1000, 2.5, 's', note),
      atMost('memory of that', istio.memory, 700, 'MiB', 'highest resident size'),
      reported('the same with --ledger=count', counted.milliseconds / 1000, 's', note),
      atMost('20,000 routes to Istio, against 10,000', twice.milliseconds / istio.milliseconds, 2.2, 'times', note),
      reported('memory of that', twice.memory, 'MiB', 'highest resident size'),
      reported('10,000 routes to Envoy', envoy.milliseconds / 1000, 's', note),
      reported('memory of that', envoy.memory, 'MiB', 'highest resident size'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

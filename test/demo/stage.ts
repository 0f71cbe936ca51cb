/**
 * What a scene plays on: two pools of services (the old platform's and the new one's), the old gateway, and a folder with the
 * estate. The old gateway reads the estate with the ports of the old pool, the migration with those of the new one.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Banyan, createBanyan } from './banyan.ts';
import { type Child, type Children, createChildren } from './children.ts';
import { reap } from './reap.ts';
import { fillStore, services } from './services/store.ts';

export interface Stage {
  readonly root: string;
  readonly folder: string;
  /** Copy of the example. */
  readonly estate: string;
  /** The command line with a data directory of its own, which sees the ports of the new pool. */
  banyan(name: string): Banyan;
  readonly children: Children;
  /** `host:port` of the old gateway, and of its metrics with the path. */
  readonly old: { readonly address: string; readonly metrics: string };
  /** Writes a file beside the estate and returns its path. */
  write(name: string, text: string): string;
  /** Writes a file beside the report, where it stays. */
  keep(name: string, text: string): void;
  /** Ends what a command line left running. */
  clear(banyan: Banyan): Promise<void>;
  /** Takes the store of one service away from the new pool, as a lost database would, and gives it back. */
  breakNew(service: string): void;
  mendNew(service: string): void;
  close(): Promise<void>;
}

/** Environment with the ports of a pool. The pool prints an object of texts. */
const withPorts = (pool: Child, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...base,
  ...(JSON.parse(pool.first) as Record<string, string>),
});

interface Addresses {
  readonly http: readonly { readonly address: string; readonly port: number }[];
  readonly metrics: { readonly address: string; readonly port: number; readonly path: string };
}

export async function openStage(): Promise<Stage> {
  const root = resolve(import.meta.dirname, '../..');
  const folder = mkdtempSync(join(tmpdir(), 'banyan-demo-'));
  const children = createChildren();
  const base: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', LC_ALL: 'C' };
  const estate = join(folder, 'estate');
  const stores = { old: join(folder, 'store-old'), new: join(folder, 'store-new') };
  try {
    cpSync(join(root, 'examples/voice-assistant'), estate, { recursive: true });
    for (const service of services) for (const store of Object.values(stores)) fillStore(store, service);
    const node = join(root, '.tools/node');
    const pool = (name: 'old' | 'new') =>
      children.start(node, [join(import.meta.dirname, 'services/pool.ts'), name, stores[name]], base);
    const [oldPool, newPool] = await Promise.all([pool('old'), pool('new')]);
    const gateway = await children.start(
      node,
      [
        join(root, 'packages/cli/src/main.ts'),
        'emulate',
        join(estate, 'apisix.yaml'),
        '--listen',
        '127.0.0.1:0',
        '--metrics-listen',
        '127.0.0.1:0',
        '-o',
        'json',
      ],
      withPorts(oldPool, base),
    );
    // The first line of `emulate -o json` has this shape.
    const addresses = JSON.parse(gateway.first) as Addresses;
    const [at] = addresses.http;
    if (at === undefined) throw new Error(`the old gateway listens nowhere: ${gateway.first}`);
    const used: Banyan[] = [];
    return {
      root,
      folder,
      estate,
      banyan(name) {
        const data = join(folder, `data-${name}`);
        const made = createBanyan(root, { ...withPorts(newPool, base), BANYAN_DATA: data }, data);
        used.push(made);
        return made;
      },
      children,
      old: {
        address: `${at.address}:${at.port}`,
        metrics: `${addresses.metrics.address}:${addresses.metrics.port}${addresses.metrics.path}`,
      },
      write(name, text) {
        const file = join(estate, name);
        writeFileSync(file, text);
        return file;
      },
      keep(name, text) {
        const kept = join(root, 'demo-report');
        mkdirSync(kept, { recursive: true });
        writeFileSync(join(kept, name), text);
      },
      clear: (banyan) => reap(banyan.data),
      breakNew: (service) => rmSync(join(stores.new, `${service}.json`), { force: true }),
      mendNew: (service) => fillStore(stores.new, service),
      async close() {
        for (const one of used) await one.run(['engine', 'stop'], 10_000);
        await reap(folder);
        await children.endAll();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await reap(folder);
    await children.endAll();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

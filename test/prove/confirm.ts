/**
 * Asks real Envoys: does the request that gave a change away make the changed configuration answer otherwise? Runs in a
 * network of its own, where nodes have the addresses that stand in the configuration, and clients theirs.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUpNetwork } from '../vectors/envoy/namespace.ts';
import { startEnvoy } from '../vectors/envoy/process.ts';
import type { Shown } from './plant.ts';
import { Nodes } from './nodes.ts';
import { answersTo, type Seen, spreadOf, tiredOf } from './observe.ts';
import type { Tree } from './tree.ts';

export interface Planted {
  readonly name: string;
  readonly changed: Tree;
  readonly shown: Shown;
}

/** How the real ones tell the two apart, or why they do not. */
export type Said =
  | { readonly by: 'answer' | 'shares' | 'time' | 'nothing' }
  | { readonly by: 'refusal'; readonly reason: string };
type Way = 'answer' | 'shares' | 'time';

const adminPort = 9901;

const [envoy = '', orders = '', results = ''] = process.argv.slice(2);
// The starter holds the other end: when it is gone, so are we, and with us the namespace and all in it.
process.stdin.on('end', () => process.exit(1)).resume();
const folder = mkdtempSync(join(tmpdir(), 'banyan-confirm-'));
setUpNetwork([], ['10.0.0.0/8', '172.16.0.0/12', '192.0.0.0/8', '198.51.100.0/24', '203.0.113.0/24'], folder);

// Written by the test itself.
const { unchanged, planted } = JSON.parse(readFileSync(orders, 'utf8')) as {
  readonly unchanged: Tree;
  readonly planted: readonly Planted[];
};
const nodes = await Nodes.open([8080, 8081]);
const said: Record<string, Said> = {};
for (const { name, changed, shown } of planted) said[name] = await difference(changed, shown);
writeFileSync(results, JSON.stringify(said));
rmSync(folder, { recursive: true, force: true });
process.exit(0);

async function difference(changed: Tree, shown: Shown): Promise<Said> {
  const ways: readonly (readonly [Way, (shown: Shown, nodes: Nodes) => Promise<Seen>, (tree: Tree) => Tree])[] = [
    ['answer', answersTo, (tree) => tree],
    ['shares', spreadOf, (tree) => tree],
    ['time', tiredOf, hurried],
  ];
  for (const [way, ask, prepare] of ways) {
    const [one, other] = [await asked(prepare(unchanged), shown, ask), await asked(prepare(changed), shown, ask)];
    if (typeof one === 'string') return { by: 'refusal', reason: one };
    if (typeof other === 'string') return { by: 'refusal', reason: other };
    if (one.differs(other)) return { by: way };
  }
  return { by: 'nothing' };
}

/** The reason when Envoy does not take the configuration. */
async function asked(
  tree: Tree,
  shown: Shown,
  ask: (shown: Shown, nodes: Nodes) => Promise<Seen>,
): Promise<Seen | string> {
  const admin = { address: { socket_address: { address: '127.0.0.1', port_value: adminPort } } };
  const file = join(folder, 'envoy.json');
  writeFileSync(file, JSON.stringify({ ...Object(tree), admin }));
  const started = await startEnvoy(envoy, file, adminPort, join(folder, 'envoy.log'));
  if (!started.ok) return started.reason;
  try {
    return await ask(shown, nodes);
  } finally {
    await started.envoy.stop();
  }
}

/** The same configuration with all time limits of routes a fortieth as long. */
function hurried(tree: Tree): Tree {
  const text = JSON.stringify(tree);
  return JSON.parse(
    text.replace(/"(idle_timeout|stream_idle_timeout)":"([\d.]+)s"/g, (_all, name: string, seconds: string) =>
      JSON.stringify({ [name]: `${(Number(seconds) / 40).toFixed(3)}s` }).slice(1, -1),
    ),
  ) as Tree;
}

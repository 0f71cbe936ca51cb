/**
 * `make chaos KILLS=50 [SEED=n]`: kill -9 of worker, engine and supervisor at random moments while ten migrations run at a
 * time on real edges with real traffic: Banyan's own on Envoy and, where they are installed, a HAProxy and an nginx. One in five moves to a gateway that fails. Prints each count and the seed;
 * ends with 1 on any breach.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { layout, openData } from '@banyan/engine/data/layout.ts';
import { openLog } from '@banyan/engine/log/log.ts';
import { restatePort } from '@banyan/engine/restate/client.ts';
import { fold } from '@banyan/engine/run/evolve.ts';
import type { Message } from '@banyan/engine/run/message.ts';
import { isOver, type Run } from '@banyan/engine/run/run.ts';
import type { Kept } from '@banyan/engine/run/turn.ts';
import { ensure, living } from '@banyan/engine/supervisor/ensure.ts';
import { stopSupervisor } from '@banyan/engine/supervisor/stop.ts';
import { estateEdge } from '@banyan/engine/testing/estate.ts';
import { type TestPlan, testPlan } from '@banyan/engine/testing/plan.ts';
import type { Plan } from '@banyan/migration/plan/plan.ts';
import { stopEdge } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import { judgeHistory } from '@banyan/engine/testing/history.ts';
import { ownPrograms } from './own-programs.ts';
import { between, oneOf, seeded } from './random.ts';
import { meant, pause, startTraffic } from './traffic.ts';

const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
const kills = Number(values.kills ?? 50);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000_000));
const random = seeded(seed);
const atOnce = 10;
const never = new AbortController().signal;
const shares = [25, 50, 100] as const;
/** Milliseconds until the engine takes messages again, whoever was killed. */
const returnWithin = 5000;

/** The old side is always well; the new side fails for migrations whose name says so. */
async function gateway(fails: (path: string) => boolean): Promise<{ port: number; close: () => void }> {
  const server = createServer((asked, answer) => {
    const failing = fails(asked.url ?? '');
    answer.writeHead(failing ? 500 : 200, failing ? meant : {}).end('ok');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close().closeAllConnections() };
}

const say = (line: string): void => console.log(line);
say(`chaos: seed ${seed}, ${kills} kills, ${atOnce} migrations at a time`);
const temporary = await mkdtemp(join(tmpdir(), 'banyan-chaos-'));
const opened = await openData(join(temporary, 'data'));
if (!opened.ok) throw new Error(JSON.stringify(opened.error));
const folder = opened.value;
const files = layout(folder);
const old = await gateway(() => false);
const fresh = await gateway((path) => path.startsWith('/failing'));
const workspace = fileURLToPath(new URL('../../', import.meta.url));
const estate = { edge: files.edge, workspace, oldPort: old.port, newPort: fresh.port };
const supervisor = fileURLToPath(new URL('../../packages/engine/src/testing/supervisor.ts', import.meta.url));
const waking = {
  folder,
  environment: { ...process.env, BANYAN_TEST_ESTATE: JSON.stringify(estate) },
  command: [process.execPath, ...process.execArgv, supervisor],
};
const own = await ownPrograms(estate, planOf, say);
const traffic = startTraffic(30);
const begun = new Map<string, Plan>();
const killed = { worker: 0, engine: 0, supervisor: 0 };
const slowest = { worker: 0, engine: 0, supervisor: 0 };

/** The plan of the migration with a number; `through` names an edge of the user's own. */
function planOf(number: number, through?: TestPlan['through']): Plan {
  const name = number % 5 === 4 ? `failing-${number}` : `orders-${number}`;
  const stages = shares.map((share) => ({ share }));
  return testPlan({ name, phases: [name], stages, hold: '2s', ...(through === undefined ? {} : { through }) });
}

async function begin(): Promise<void> {
  const plan = own.plans.get(begun.size) ?? planOf(begun.size);
  const { name } = plan;
  begun.set(name, plan);
  for (;;) {
    const state = await ensure(waking);
    if (!state.ok) throw new Error(JSON.stringify(state.error));
    const port = restatePort<Kept, Message>(`http://127.0.0.1:${state.value.ports.ingress}`);
    // Told twice is told once: a migration that has begun does not begin again.
    if ((await port.send(name, { kind: 'begin', plan })).ok) return;
  }
}

async function runOf(name: string): Promise<Run | undefined> {
  return fold(undefined, await openLog(files.migration(name).events).after(0));
}

/** Names of migrations that still go on; opens the doors of those that have one. */
async function underWay(): Promise<readonly string[]> {
  const open: string[] = [];
  for (const name of begun.keys()) {
    const run = await runOf(name);
    const address = run?.facts.edge?.address;
    if (run !== undefined && address !== undefined && !isOver(run)) {
      traffic.doors.set(name, { port: Number(address.slice(address.lastIndexOf(':') + 1)), path: `/${name}/1` });
    }
    if (run === undefined || !isOver(run)) open.push(name);
    else traffic.doors.delete(name);
  }
  return open;
}

async function killOne(): Promise<void> {
  const state = await living(folder);
  if (state === undefined) return;
  const who = oneOf(random, ['worker', 'engine', 'worker', 'engine', 'supervisor'] as const, 'worker');
  const pid = who === 'supervisor' ? state.pid : state.children[who];
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
    killed[who]++;
  } catch {
    return;
  }
  const at = Date.now();
  // Its successor must be there and ready; the file says so of the dead one for a moment.
  for (;;) {
    const back = await ensure(waking);
    if (!back.ok) throw new Error(JSON.stringify(back.error));
    if ((who === 'supervisor' ? back.value.pid : back.value.children[who]) !== pid) break;
    await pause(10);
  }
  slowest[who] = Math.max(slowest[who], Date.now() - at);
}

const total = (): number => killed.worker + killed.engine + killed.supervisor;
const breaches: string[] = [];
try {
  for (let number = 0; number < atOnce; number++) await begin();
  while (total() < kills) {
    await pause(between(random, 200, 1500));
    await killOne();
    for (let open = (await underWay()).length; open < atOnce; open++) await begin();
  }
  say(`killed: worker ${killed.worker}, engine ${killed.engine}, supervisor ${killed.supervisor}`);
  const deadline = Date.now() + 180_000;
  let open = await underWay();
  while (open.length > 0 && Date.now() < deadline) {
    await pause(200);
    open = await underWay();
  }
  const count = { completed: 0, rolledBack: 0, lost: 0, gatesSkipped: 0, disorder: 0, wrongWeights: 0 };
  for (const [name, plan] of begun) {
    const run = await runOf(name);
    const wanted = name.startsWith('failing') ? 'rolled-back' : 'completed';
    if (run?.phase === 'completed') count.completed++;
    if (run?.phase === 'rolled-back') count.rolledBack++;
    if (run?.phase !== wanted) {
      count.lost++;
      breaches.push(
        `${name}: ${run?.phase ?? 'never began'} (${run?.part ?? ''}, ${run?.why?.code ?? ''}) instead of ${wanted}`,
      );
    }
    const history = judgeHistory(plan, await openLog(files.migration(name).events).after(0));
    count.gatesSkipped += history.gatesSkipped.length;
    count.disorder += history.disorder.length;
    breaches.push(...history.gatesSkipped, ...history.disorder);
    const held = await estateEdge(estate, plan).switch.read(never);
    // What is not at rest is counted as lost above.
    if (run === undefined || !isOver(run)) continue;
    const share = run.phase === 'completed' ? 100 : 0;
    if (!held.ok || held.value.shares[name] !== share) {
      count.wrongWeights++;
      breaches.push(
        `${name}: the edge holds ${held.ok ? held.value.shares[name] : held.error.kind} instead of ${share}`,
      );
    }
  }
  await traffic.stop();
  const failed = traffic.failed();
  if (failed.length > 0) {
    breaches.push(`${failed.length} answers of class 5xx that no gateway gave: ${failed.slice(0, 5).join('; ')}`);
  }
  if (traffic.lost() > 0) breaches.push(`${traffic.lost()} requests got no answer`);
  say(
    `migrations: ${begun.size} begun, ${count.completed} completed, ${count.rolledBack} rolled back, ${count.lost} lost`,
  );
  say(
    `gates skipped: ${count.gatesSkipped}; disorder: ${count.disorder}; weights wrong at rest: ${count.wrongWeights}`,
  );
  say(
    `requests: ${traffic.sent()} sent, ${traffic.lost()} without an answer, ${failed.length} answered 5xx by the edge`,
  );
  const times = Object.entries(slowest).map(([who, took]) => `${who} ${took} ms`);
  say(`slowest return after the death of: ${times.join(', ')} (at most ${returnWithin} ms)`);
  for (const [who, took] of Object.entries(slowest)) {
    if (took > returnWithin) breaches.push(`the engine was away for ${took} ms after the death of the ${who}`);
  }
} finally {
  await traffic.stop();
  await stopSupervisor(folder);
  await stopEdge(files.edge, never);
  await own.end();
  old.close();
  fresh.close();
}
for (const breach of breaches) say(`breach: ${breach}`);
say(
  breaches.length === 0
    ? `chaos: no breach (seed ${seed})`
    : `chaos: ${breaches.length} breaches (seed ${seed}); see ${temporary}`,
);
if (breaches.length === 0) await rm(temporary, { recursive: true, force: true });
process.exitCode = breaches.length === 0 ? 0 : 1;

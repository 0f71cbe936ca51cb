/** A whole run on a real edge while worker, engine and supervisor are killed with -9. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopEdge } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import { envoyEdgeSwitch } from '@banyan/traffic/switches/envoy-edge/envoy-switch.ts';
import { sendMany } from '@banyan/traffic/testing/client.ts';
import { type TestGateway, testGateway } from '@banyan/traffic/testing/gateway.ts';
import { layout, openData } from './data/layout.ts';
import { localClient } from './local-client.ts';
import { openLog } from './log/log.ts';
import { value } from './port/contract.ts';
import { restatePort } from './restate/client.ts';
import { fold } from './run/evolve.ts';
import type { Message } from './run/message.ts';
import type { Run } from './run/run.ts';
import type { Kept } from './run/turn.ts';
import { ensure, living } from './supervisor/ensure.ts';
import { stopSupervisor } from './supervisor/stop.ts';
import { judgeHistory } from './testing/history.ts';
import { type TestPlan, testPlan } from './testing/plan.ts';

const never = new AbortController().signal;
const workspace = fileURLToPath(new URL('../../../', import.meta.url));
const supervisor = fileURLToPath(new URL('./testing/supervisor.ts', import.meta.url));

let folder = '';
let old: TestGateway;
let fresh: TestGateway;
/** Whether the new gateway fails. */
let failing = false;

beforeEach(async () => {
  folder = value(await openData(await mkdtemp(join(tmpdir(), 'banyan-durable-'))));
  failing = false;
  old = await testGateway('old');
  fresh = await testGateway('new', (_, response) => {
    if (failing) response.writeHead(500).end();
    else response.setHeader('x-side', 'new').end('new');
  });
});
afterEach(async () => {
  await stopSupervisor(folder);
  await stopEdge(layout(folder).edge, never);
  await Promise.all([old.close(), fresh.close()]);
  await rm(folder, { recursive: true, force: true });
});

function environment(): NodeJS.ProcessEnv {
  const estate = { edge: layout(folder).edge, workspace, oldPort: old.port, newPort: fresh.port };
  return { ...process.env, BANYAN_TEST_ESTATE: JSON.stringify(estate) };
}
const command = [process.execPath, '--disable-warning=ExperimentalWarning', supervisor];
const waking = () => ({ folder, environment: environment(), command });
const logOf = () => openLog(layout(folder).migration('orders').events);
const runNow = async (): Promise<Run | undefined> => fold(undefined, await logOf().after(0));
const client = async () =>
  value(await localClient({ folder, environment: environment(), now: Date.now, supervisor: command }));

async function begin(wanted: Partial<TestPlan> = {}): Promise<ReturnType<typeof testPlan>> {
  const plan = testPlan({ name: 'orders', phases: ['orders'], stages: [{ share: 50 }, { share: 100 }], ...wanted });
  const state = value(await ensure(waking()));
  const port = restatePort<Kept, Message>(`http://127.0.0.1:${state.ports.ingress}`);
  value(await port.send('orders', { kind: 'begin', plan }));
  return plan;
}

/** Sends requests until the migration looks as asked; fails after a minute. */
async function trafficUntil(wanted: (run: Run) => boolean): Promise<{ readonly run: Run; readonly failed: number }> {
  const deadline = Date.now() + 55_000;
  let failed = 0;
  for (;;) {
    const run = await runNow();
    if (run !== undefined && wanted(run)) return { run, failed };
    if (Date.now() > deadline)
      throw new Error(
        `not in time: ${run?.phase ?? 'nothing'} ${run?.steps.map(({ state }) => state).join(' ') ?? ''}`,
      );
    const address = run?.facts.edge?.address;
    if (address === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    else failed += (await sendMany({ port: Number(address.split(':')[1]), path: '/orders/1' }, 30, 4)).failed;
  }
}

async function kill(who: 'worker' | 'engine' | 'supervisor'): Promise<void> {
  const state = value(await ensure(waking()));
  const pid = who === 'supervisor' ? state.pid : state.children[who];
  if (pid === undefined) throw new Error(`no ${who}`);
  process.kill(pid, 'SIGKILL');
}

const shareIs = (share: number) => (run: Run) => run.shares['orders'] === share && run.part === 'verify';
const held = async () =>
  value(
    await envoyEdgeSwitch(layout(folder).edge, 'orders')
      .read(never)
      .then((read) => (read.ok ? read : { ok: false as const, error: read.error.finding })),
  );

test('a run survives the death of worker, engine and supervisor, skips no gate and loses no request', async () => {
  const plan = await begin({ stages: [{ share: 25 }, { share: 50 }, { share: 100 }], hold: '2s' });
  let failed = 0;
  for (const [share, who] of [
    [25, 'worker'],
    [50, 'engine'],
    [100, 'supervisor'],
  ] as const) {
    failed += (await trafficUntil(shareIs(share))).failed;
    await kill(who);
    // Any verb wakes a supervisor that was killed.
    expect((await (await client()).list()).ok).toBe(true);
  }
  const end = await trafficUntil((run) => run.phase === 'completed');
  expect(failed + end.failed).toBe(0);
  expect(judgeHistory(plan, await logOf().after(0))).toEqual({ gatesSkipped: [], disorder: [] });
  expect((await held()).shares).toEqual({ orders: 100 });
});

test('when the new side fails everything goes back by itself, and stays back', async () => {
  await begin({ hold: '3s' });
  await trafficUntil(shareIs(50));
  failing = true;
  const { run } = await trafficUntil(({ phase }) => phase === 'rolled-back');
  expect(run.why?.code).toBe('MIG010');
  expect((await held()).shares).toEqual({ orders: 0 });
  const written = (await logOf().after(0)).findLast(({ kind }) => kind === 'share-written')?.at ?? 0;
  // Nothing may have begun on the new side once the write was read back.
  expect(fresh.seen.filter(({ at }) => at > written + 2000)).toEqual([]);
});

test('a rollback with the engine dead is written at the edge, and a returning engine respects it', async () => {
  await begin({ hold: '30s' });
  await trafficUntil(shareIs(50));
  const engine = await client();
  value(await engine.stop());
  expect(await living(folder)).toBeUndefined();
  const { generation } = value(await engine.breakGlass('orders', 'drill'));
  expect(await held()).toMatchObject({ shares: { orders: 0 }, author: 'break-glass', generation });
  // Nothing runs any more, whether or not the engine has noticed.
  expect(value(await engine.status('orders')).steps.map(({ state }) => state)).not.toContain('running');
  value(await ensure(waking()));
  await trafficUntil(({ phase }) => phase === 'break-glass');
  const broken = value(await engine.status('orders'));
  expect(broken.state).toBe('rolled-back-break-glass');
  const states = new Map(broken.steps.map(({ id, state }) => [id, state]));
  expect([states.get('put-edge-in-front'), states.get('orders/shift-50'), states.get('orders/shift-100')]).toEqual([
    'done',
    'undone',
    'planned',
  ]);
  expect((await held()).shares).toEqual({ orders: 0 });
  value(await engine.resume('orders'));
  const { run } = await trafficUntil(shareIs(50));
  expect(run.generation).toBeGreaterThan(generation);
});

test('a data directory of another version is left alone', async () => {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(layout(folder).version, '99\n');
  const opened = await localClient({ folder, environment: environment(), now: Date.now });
  expect(opened).toMatchObject({ ok: false, error: { code: 'ENG001', params: { found: '99' } } });
});

test('looking where there is nothing starts nothing', async () => {
  const engine = await client();
  expect(value(await engine.list())).toEqual([]);
  expect(await engine.status('orders')).toMatchObject({ ok: false, error: { code: 'ENG004' } });
  expect(existsSync(layout(folder).supervisorLog)).toBe(false);
});

test('verbs that do not fit the state say so', async () => {
  await begin({ hold: '30s' });
  await trafficUntil(shareIs(50));
  const engine = await client();
  expect(await engine.approve('orders', { who: 'ada' })).toMatchObject({ ok: false, error: { code: 'ENG006' } });
  expect(await engine.resume('orders')).toMatchObject({ ok: false, error: { code: 'ENG007' } });
  expect(await engine.status('voice')).toMatchObject({ ok: false, error: { code: 'ENG004' } });
  expect(value(await engine.pause('orders')).state).toBe('paused');
  expect(value(await engine.resume('orders')).state).not.toBe('paused');
  expect(value(await engine.rollback('orders', 'enough')).state).toBe('rolling-back');
  // Asked for twice is asked for once.
  expect(value(await engine.rollback('orders', 'enough')).state).toBe('rolling-back');
  expect(await engine.pause('orders')).toMatchObject({ ok: false, error: { code: 'ENG007' } });
});

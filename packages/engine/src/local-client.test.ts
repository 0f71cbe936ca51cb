/** A migration as `banyan run` does it: emulated old gateway, conversion, new Envoy, edge, witnesses, approval. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listOf, member } from '@banyan/traffic/proxies/json.ts';
import { verifyEvidence } from './evidence/verify.ts';
import { value } from './port/contract.ts';
import { type LocalMigration, localMigration, migrationText } from './testing/local-migration.ts';

let local: LocalMigration;
beforeEach(async () => {
  local = await localMigration();
});
afterEach(() => local.end());

test('an estate is converted, put behind an edge, checked by witnesses, shifted and approved', async () => {
  const { engine } = local;
  value(await local.run(migrationText()));
  const waiting = await local.trafficUntil(({ state }) => state === 'waiting-for-approval');
  expect(waiting.phases).toMatchObject([{ name: 'orders', desired: 50 }]);
  // Three counters that know nothing of each other: edge, new Envoy, old gateway.
  const verified = value(await engine.events('orders', 0)).find(({ kind }) => kind === 'share-verified');
  expect(Object.keys(verified?.data['observed'] ?? {}).sort()).toEqual(['edge', 'newGateway', 'oldGateway']);
  const shown = value(await engine.indicators('orders'));
  expect(shown.map(({ source, problem }) => [source, problem])).toEqual([
    ['envoy-edge', undefined],
    ['envoy-gateway', undefined],
    ['apisix-prometheus', undefined],
  ]);
  const requests = shown.flatMap(({ measured }) => measured.filter(({ indicator }) => indicator === 'requests'));
  expect(requests.every((one) => (one.value ?? 0) > 0 && one.query !== '')).toBe(true);
  value(await engine.approve('orders', { who: 'ada', reason: 'looks well' }));
  const end = await local.trafficUntil(({ state }) => state === 'completed');
  expect(end.phases).toMatchObject([{ desired: 100 }]);
  expect(end.steps.every(({ state }) => state === 'done')).toBe(true);
  const evidence = Buffer.from(value(await engine.evidence('orders', { who: 'ada' })));
  const { head } = value(verifyEvidence('evidence.jsonl', evidence));
  expect(head).toMatchObject({ migration: 'orders', state: 'completed', madeBy: 'ada' });
  expect(evidence.toString()).toContain('"reason":"looks well"');
  // Attached to, not started again.
  expect(value(await local.run(migrationText())).state).toBe('completed');
});

test('a share waits until the new side is shown to be no worse than the old one, and says where the difference lies', async () => {
  const { engine } = local;
  value(await local.run(migrationText().replace('errors: 1%', 'worse: 5%, window: 10m')));
  await local.trafficUntil(({ state }) => state === 'waiting-for-approval');
  const events = value(await engine.events('orders', 0));
  // The approval after it looks anew.
  const end = events.findIndex(({ kind, step }) => kind === 'step-done' && step === 'orders/shift-50');
  const judged = events.slice(0, end).filter(({ kind }) => kind === 'gate-judged');
  const verdicts = judged.flatMap(({ data }) =>
    listOf(data['judgements']).filter((one) => member(one, 'indicator') === 'error_difference'),
  );
  expect(member(verdicts.at(-1), 'verdict')).toBe('pass');
  expect(Number(member(verdicts.at(-1), 'interval', 'to'))).toBeLessThan(0.05);
});

test('a source that was changed keeps the share where it is, and is converted, proved and shifted anew when approved', async () => {
  const { engine } = local;
  value(await local.run(migrationText()));
  await local.trafficUntil(({ state }) => state === 'waiting-for-approval');
  await local.deploy((source) =>
    source.replace('uri: /orders/health', 'uri: /orders/healthy').replace('count: 100000', 'count: 90000'),
  );
  value(await engine.approve('orders', { who: 'ada' }));
  const held = await local.trafficUntil(({ why }) => why?.code === 'MIG037');
  expect(held).toMatchObject({ state: 'waiting-for-approval', phases: [{ desired: 50 }] });
  expect(held.why?.params?.['objects']).toBe('~ routes/orders, ~ routes/orders-health');
  value(await engine.approve('orders', { who: 'ada', reason: 'deployed on purpose' }));
  // The emulated old gateway is started anew with the change, so nothing is sent meanwhile.
  const began = async (): Promise<number> =>
    value(await engine.events('orders', 0)).filter(({ kind }) => kind === 'started').length;
  await local.until(
    ({ startedAt, steps }) =>
      startedAt > held.startedAt && steps.find(({ kind }) => kind === 'check-new')?.state === 'done',
  );
  await local.trafficUntil(({ state }) => state === 'waiting-for-approval');
  expect(await began()).toBe(2);
  value(await engine.approve('orders', { who: 'ada' }));
  await local.trafficUntil(({ state }) => state === 'completed');
});

test('a route that would be closed is refused until it is accepted by name', async () => {
  const text = migrationText('orders, admin');
  expect(await local.run(text)).toMatchObject({ ok: false, error: { code: 'MIG006', params: { routes: 'admin' } } });
  expect(await local.engine.status('orders')).toMatchObject({ ok: false, error: { code: 'ENG004' } });
  expect(value(await local.run(text, ['admin'])).state).toBe('running');
});

test('everything that is wrong with a document is said at once', async () => {
  const wrong = migrationText().replace('share: 50', 'share: 150').replace('hold: 1s', 'hold: soon');
  const refused = await local.run(wrong);
  const codes = refused.ok ? [] : [refused.error, ...(refused.error.others ?? [])].map(({ code }) => code);
  expect(codes.sort()).toEqual(['MIG030', 'MIG031']);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { type CloudflareEmulator, cloudflareEmulator } from '../../testing/cloudflare.ts';
import { unlimited, value } from '../../testing/edge.ts';
import type { Split, SwitchFailure } from '../switch.ts';
import { type Balancers, openBalancers } from './api.ts';
import { addCloudflareSplit, balancerCalls, cloudflareSwitch, removeCloudflareSplit } from './cloudflare-switch.ts';

const zone = 'zone-1';
const phase = (name: string) => ({ name, loadBalancer: `lb-${name}`, old: 'pool-old', new: 'pool-new' });
const definition = { migration: 'voice-assistant', zone, phases: [phase('orders'), phase('voice')] };
const split = (generation: number, share: number): Split => ({
  generation,
  author: 'engine',
  shares: { orders: share, voice: share },
});
const code = (outcome: Result<unknown, Finding | SwitchFailure>): string => {
  if (outcome.ok) return 'ok';
  return 'finding' in outcome.error ? `${outcome.error.kind} ${outcome.error.finding.code}` : outcome.error.code;
};

let emulator: CloudflareEmulator;
let api: Balancers;
beforeEach(async () => {
  const balancers = definition.phases.map(({ loadBalancer: id }) => ({
    id,
    description: 'api of the shop',
    proxied: true,
    steering_policy: 'random',
    default_pools: ['pool-old', 'pool-new'],
    random_steering: { default_weight: 0, pool_weights: { 'pool-old': 1 } },
  }));
  emulator = await cloudflareEmulator(zone, balancers, {});
  api = await openBalancers(zone, { baseURL: emulator.url, apiToken: 'test' });
});
afterEach(() => emulator.end());

test('a write is one request for each load balancer, with weights and record, and can be told without making it', async () => {
  value(await addCloudflareSplit(definition, api, unlimited));
  const calls = value(await balancerCalls(definition, api, split(1, 25), unlimited));
  const before = emulator.edits.length;
  expect(calls.map(({ operation, loadBalancer }) => [operation, loadBalancer])).toEqual([
    ['loadBalancers.edit', 'lb-orders'],
    ['loadBalancers.edit', 'lb-voice'],
  ]);
  expect(await cloudflareSwitch(definition, api).write(split(1, 25), unlimited)).toEqual({
    ok: true,
    value: split(1, 25),
  });
  const made = emulator.edits.slice(before).map(({ id, body }) => ({ id, body }));
  expect(made).toEqual(
    calls.map(({ loadBalancer: id, params: { description, random_steering } }) => ({
      id,
      body: { description, random_steering },
    })),
  );
  expect(made[0]?.body).toEqual({
    description: 'api of the shop [banyan voice-assistant generation 1 by engine: 25 %]',
    random_steering: { default_weight: 0, pool_weights: { 'pool-old': 0.75, 'pool-new': 0.25 } },
  });
});

test('at the end the description is as it was and the weights stay; TRF022 while a phase is divided', async () => {
  value(await addCloudflareSplit(definition, api, unlimited));
  const subject = cloudflareSwitch(definition, api);
  value(await subject.write(split(1, 50), unlimited));
  expect(code(await removeCloudflareSplit(definition, api, unlimited))).toBe('TRF022');
  value(await subject.write(split(2, 100), unlimited));
  value(await removeCloudflareSplit(definition, api, unlimited));
  expect(emulator.balancer('lb-orders')).toMatchObject({
    description: 'api of the shop',
    random_steering: { pool_weights: { 'pool-new': 1 } },
  });
  expect(code(await subject.read(unlimited))).toBe('unreachable TRF076');
});

test.each([
  ['a policy that looks at no weights', { steering_policy: 'geo' }, 'geo'],
  ['clients that stay where they are', { session_affinity: 'cookie', session_affinity_ttl: 1800 }, '1800 s'],
  ['pools for regions', { region_pools: { WEU: ['pool-old'] } }, 'region_pools'],
  ['rules', { rules: [{ name: 'beta', condition: 'true' }] }, 'rules'],
  ['pool sets', { pool_sets: [{ pools: ['pool-old'] }] }, 'pool sets'],
  ['a pool that is not there', { default_pools: ['pool-old'] }, 'pool-new'],
  ['name servers alone where the proxy was meant', { proxied: false }, 'proxied'],
])('TRF076: %s', async (_, change, words) => {
  emulator.put('lb-voice', change);
  const refused = await addCloudflareSplit(definition, api, unlimited);
  expect(code(refused)).toBe('TRF076');
  expect(JSON.stringify(refused)).toContain(words);
  expect(emulator.edits).toEqual([]);
});

test('a second migration on one load balancer is refused, and names the first', async () => {
  value(await addCloudflareSplit(definition, api, unlimited));
  const refused = await addCloudflareSplit({ ...definition, migration: 'payments' }, api, unlimited);
  expect(code(refused)).toBe('TRF076');
  expect(JSON.stringify(refused)).toContain('it belongs to voice-assistant');
});

test('somebody who makes clients stay on their side in the middle of a run is noticed', async () => {
  value(await addCloudflareSplit(definition, api, unlimited));
  const subject = cloudflareSwitch(definition, api);
  value(await subject.write(split(1, 50), unlimited));
  emulator.put('lb-orders', { session_affinity: 'cookie' });
  expect(code(await subject.read(unlimited))).toBe('foreign TRF014');
});

test('requests that come too fast are made again; a service that keeps refusing them leaves everything unknown', async () => {
  value(await addCloudflareSplit(definition, api, unlimited));
  const subject = cloudflareSwitch(definition, api);
  emulator.fail(1, 429);
  expect(await subject.write(split(1, 50), unlimited)).toMatchObject({ ok: true });
  emulator.fail(1000, 429);
  expect(code(await subject.write(split(2, 75), unlimited))).toBe('unreachable TRF070');
});

test('a write that stops after the first load balancer is known to be in part, and goes on when written again', async () => {
  value(await addCloudflareSplit(definition, api, unlimited));
  const subject = cloudflareSwitch(definition, {
    get: (id, signal) => api.get(id, signal),
    edit: (id, edit, signal) => {
      if (id === 'lb-voice') emulator.fail(1, 403);
      return api.edit(id, edit, signal);
    },
  });
  const inPart = { kind: 'unreachable', finding: { code: 'TRF068', params: { written: 1, all: 2 } } };
  expect(await subject.write(split(1, 50), unlimited)).toMatchObject({ ok: false, error: inPart });
  expect(await subject.read(unlimited)).toMatchObject({ ok: false, error: inPart });
  expect(await cloudflareSwitch(definition, api).write(split(1, 50), unlimited)).toEqual({
    ok: true,
    value: split(1, 50),
  });
});

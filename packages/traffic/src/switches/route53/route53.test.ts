import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { unlimited, value } from '../../testing/edge.ts';
import { type Route53Emulator, route53Emulator } from '../../testing/route53/emulator.ts';
import type { RecordSet } from '../../testing/route53/sets.ts';
import type { Split, SwitchFailure } from '../switch.ts';
import { openZone, type Zone } from './api.ts';
import { Route53Split } from './model.ts';
import { conversionCalls, makeCalls, returnCalls, writeCalls } from './prepare.ts';
import { route53Switch } from './route53-switch.ts';

const zone = 'Z1VOICE';
const name = 'api.voice.example.';
const balancer = 'dualstack.new-1.eu-west-1.elb.amazonaws.com.';
const now = '2026-01-01T00:00:00Z';
const definition = Route53Split.parse({
  migration: 'voice-assistant',
  zone,
  phases: [
    {
      name: 'voice',
      records: [
        { name: 'API.voice.example', type: 'A', old: { value: '192.0.2.1' }, new: { alias: balancer, zone: 'ZELB' } },
        { name, type: 'AAAA', old: { value: '2001:db8::1' }, new: { alias: balancer, zone: 'ZELB' } },
      ],
    },
  ],
});
const simple: readonly RecordSet[] = [
  { name, type: 'A', ttl: 300, values: ['192.0.2.1'] },
  { name, type: 'AAAA', ttl: 60, values: ['2001:db8::1'] },
];
const code = (outcome: Result<unknown, Finding | SwitchFailure>): string => {
  if (outcome.ok) return 'ok';
  return 'finding' in outcome.error ? `${outcome.error.kind} ${outcome.error.finding.code}` : outcome.error.code;
};
const split = (generation: number, voice: number): Split => ({ generation, author: 'engine', shares: { voice } });

let emulator: Route53Emulator;
let api: Zone;
beforeEach(async () => {
  emulator = await route53Emulator(zone, simple);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  api = await openZone(zone, { endpoint: emulator.url, credentials, maxAttempts: 3 });
});
afterEach(() => emulator.end());

const subject = (at = now) =>
  route53Switch(definition, {
    zone: api,
    every: 5,
    clock: { now: () => Date.parse(at), sleep: () => new Promise((resolve) => setTimeout(resolve, 1)) },
  });
const prepare = async (): Promise<void> =>
  value(await makeCalls(value(await conversionCalls(definition, api, now, unlimited)), api, unlimited));

test('simple records become weighted ones in one batch, once, with everything on the old side', async () => {
  await prepare();
  expect(emulator.batches).toEqual([
    [
      `DELETE ${name} A`,
      `CREATE ${name} A banyan-voice-assistant-old 200`,
      `CREATE ${name} A banyan-voice-assistant-new 0`,
      `DELETE ${name} AAAA`,
      `CREATE ${name} AAAA banyan-voice-assistant-old 200`,
      `CREATE ${name} AAAA banyan-voice-assistant-new 0`,
      `CREATE _banyan.${name} TXT`,
    ],
  ]);
  expect(value(await conversionCalls(definition, api, now, unlimited))).toEqual([]);
});

test('a write is one batch with both sides of every record, and the note that it replaces', async () => {
  await prepare();
  expect(await subject().write(split(1, 12.5), unlimited)).toEqual({ ok: true, value: split(1, 12.5) });
  expect(emulator.batches.at(-1)).toEqual([
    `DELETE _banyan.${name} TXT`,
    `CREATE _banyan.${name} TXT`,
    `UPSERT ${name} A banyan-voice-assistant-old 175`,
    `UPSERT ${name} A banyan-voice-assistant-new 25`,
    `UPSERT ${name} AAAA banyan-voice-assistant-old 175`,
    `UPSERT ${name} AAAA banyan-voice-assistant-new 25`,
  ]);
});

test('what a write would call can be told without calling it', async () => {
  const [call] = value(await writeCalls(definition, split(1, 50), api, now, unlimited));
  expect(call?.input.HostedZoneId).toBe(zone);
  expect(call?.input.ChangeBatch.Comment).toBe('banyan voice-assistant generation 1 by engine');
  expect(call?.input.ChangeBatch.Changes.at(-1)).toEqual({
    Action: 'UPSERT',
    ResourceRecordSet: {
      Name: name,
      Type: 'AAAA',
      SetIdentifier: 'banyan-voice-assistant-new',
      Weight: 100,
      AliasTarget: { HostedZoneId: 'ZELB', DNSName: balancer, EvaluateTargetHealth: false },
    },
  });
  expect(emulator.batches).toEqual([]);
});

test('weighted records become simple ones again on the side that has everything; TRF022 while they are divided', async () => {
  await prepare();
  value(await subject().write(split(1, 50), unlimited));
  expect(code(await returnCalls(definition, api, unlimited))).toBe('TRF022');
  value(await subject().write(split(2, 100), unlimited));
  value(await makeCalls(value(await returnCalls(definition, api, unlimited)), api, unlimited));
  expect(emulator.sets()).toEqual(
    ['A', 'AAAA'].map((type) => ({ name, type, alias: { zone: 'ZELB', name: balancer, health: false } })),
  );
  expect(value(await returnCalls(definition, api, unlimited))).toEqual([]);
});

test('TRF074: what is PENDING is not believed, and is when it is INSYNC', async () => {
  await prepare();
  emulator.hold();
  const ended = new AbortController();
  const written = subject().write(split(1, 50), ended.signal);
  setTimeout(() => ended.abort(), 300);
  expect(code(await written)).toBe('unreachable TRF074');
  expect(code(await subject().read(unlimited))).toBe('unreachable TRF074');
  emulator.spread();
  expect(await subject().read(unlimited)).toEqual({ ok: true, value: split(1, 50) });
});

test('of a batch that another process has sent only the age is known', async () => {
  await prepare();
  // As another process would leave it: the note says a generation that this one has not sent.
  const [call] = value(await writeCalls(definition, split(7, 25), api, now, unlimited));
  if (call !== undefined) value(await makeCalls([call], api, unlimited));
  expect(code(await subject('2026-01-01T00:00:30Z').read(unlimited))).toBe('unreachable TRF074');
  expect(await subject('2026-01-01T00:01:01Z').read(unlimited)).toEqual({ ok: true, value: split(7, 25) });
});

test('requests that come too fast, or before the last change of the zone is done, are made again', async () => {
  await prepare();
  for (const why of ['Throttling', 'PriorRequestNotComplete', 'ServiceUnavailable']) {
    emulator.fail(1, why);
    expect(await subject().write(split(3, 50), unlimited)).toMatchObject({ ok: true });
  }
});

test('TRF070: a service that keeps throttling leaves everything unknown', async () => {
  await prepare();
  emulator.fail(1000, 'Throttling');
  const outcome = await subject().write(split(1, 50), unlimited);
  expect(code(outcome)).toBe('unreachable TRF070');
  expect(JSON.stringify(outcome)).toContain('Throttling');
});

test('TRF071: what the service does not allow is refused in its own words', async () => {
  await prepare();
  // Somebody has made the name a simple one behind the migration's back.
  emulator.remove(name, 'A');
  emulator.put({ name, type: 'A', ttl: 60, values: ['198.51.100.9'] });
  const outcome = await subject().write(split(1, 50), unlimited);
  expect(code(outcome)).toBe('rejected TRF071');
  expect(JSON.stringify(outcome)).toContain('non-weighted set exists');
});

test('TRF072: a name that external-dns owns is left alone, wherever its registry stands', async () => {
  const heritage = '"heritage=external-dns,external-dns/owner=blue-cluster,external-dns/resource=ingress/shop/api"';
  for (const registry of [name, `a-${name}`, 'api-dns.voice.example.', `edns.${name}`]) {
    emulator.put({ name: registry, type: 'TXT', ttl: 300, values: [heritage] });
    const outcome = await conversionCalls(definition, api, now, unlimited);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'TRF072', params: { owner: 'blue-cluster' } } });
    emulator.put({ name: registry, type: 'TXT', ttl: 300, values: ['"v=spf1 -all"'] });
  }
  emulator.put({ name: 'a-apidocs.voice.example.', type: 'TXT', ttl: 300, values: [heritage] });
  expect(code(await conversionCalls(definition, api, now, unlimited))).toBe('ok');
});

test('TRF073: a name that answers something else, or that another migration divides, is not converted', async () => {
  emulator.put({ name, type: 'A', ttl: 60, values: ['198.51.100.9'] });
  expect(code(await conversionCalls(definition, api, now, unlimited))).toBe('TRF073');
  expect(code(await subject().read(unlimited))).toBe('unreachable TRF073');
  expect(code(await subject().write(split(1, 0), unlimited))).toBe('rejected TRF073');
  emulator.put({ name, type: 'A', ttl: 60, values: ['192.0.2.1'] });
  await prepare();
  const second = { ...definition, migration: 'payments' };
  const refused = await conversionCalls(second, api, now, unlimited);
  expect(refused).toMatchObject({ ok: false, error: { code: 'TRF073' } });
  expect(JSON.stringify(refused)).toContain('banyan-voice-assistant-');
});

test('TRF075: a third set that takes a part is noticed', async () => {
  await prepare();
  value(await subject().write(split(1, 50), unlimited));
  emulator.put({ name, type: 'A', id: 'by-hand', weight: 10, ttl: 60, values: ['198.51.100.9'] });
  expect(code(await subject().read(unlimited))).toBe('foreign TRF075');
});

/** HTTPRoute weights on the real API server, with real istiod, and a real Envoy with real traffic. */
import {
  addGatewayApiSplit,
  gatewayApiSwitch,
  removeGatewayApiSplit,
} from '@banyan/traffic/switches/gateway-api-weights/gateway-api-switch.ts';
import { switchContract } from '@banyan/traffic/switches/contract.ts';
import { sendMany } from '@banyan/traffic/testing/client.ts';
import { unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { afterAll, expect, test } from 'vitest';
import { until } from '../lab/process.ts';
import { allow, deny } from './deny.ts';
import { changeSpec, reweighted } from './interfere.ts';
import { livingSplit } from './living.ts';
import { doors, namespace } from './objects.ts';
import { type Stage, startStage } from './stage.ts';
import { writerTo } from './writer.ts';

const missing = process.env['BANYAN_CLUSTER_MISSING'];
const host = 'voice.example';
const definition = (migration: string) => ({
  migration,
  namespace,
  parents: [{ name: 'front' }],
  hosts: [host],
  old: { service: 'old-gateway', port: 80 },
  new: { service: 'new-gateway', namespace, port: 80 },
  phases: [
    { name: 'orders', matches: [{ paths: [{ prefix: '/orders' }] }] },
    { name: 'voice', matches: 'rest' as const },
  ],
});
const ours = definition('voice-assistant');
const object = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'banyan-voice-assistant-split', namespace },
};
const send = (phase: string, count: number) =>
  sendMany({ port: doors.gatewayApi, path: `/${phase}/1`, headers: { host } }, count);

let stage: Stage;
afterAll(() => stage?.end());

switchContract(
  'an HTTPRoute of Gateway API',
  async () => {
    stage = await startStage('10.20.4');
    const subject = gatewayApiSwitch(ours, stage.access);
    value(await addGatewayApiSplit(ours, stage.access.cluster, unlimited));
    await until('the split is loaded', 30, async () => (await subject.read(unlimited)).ok);
    return {
      subject,
      phases: ['orders', 'voice'],
      send,
      interfere: (phase, share) =>
        changeSpec(stage.lab, object, (spec) => ({
          ...spec,
          rules: reweighted(spec.rules, phase, [10_000 - 100 * share, 100 * share]),
        })),
      cutOff: () => stage.cutOff(),
      restore: () => stage.restore(),
      end: async () => {},
    };
  },
  missing,
);

livingSplit(
  'an HTTPRoute',
  () => ({
    stage,
    subject: gatewayApiSwitch(ours, stage.access),
    object,
    target: 'gateway-api',
    send: (count) => send('orders', count),
    writer: writerTo(ours, stage),
    add: (migration) => addGatewayApiSplit(definition(migration), stage.access.cluster, unlimited),
    remove: () => removeGatewayApiSplit(ours, stage.access.cluster, unlimited),
    widen: () => changeSpec(stage.lab, object, (spec) => ({ ...spec, hostnames: [host, 'shop.example'] })),
  }),
  missing,
);

test('TRF068: a split of two objects that stops after the first is known to be in part, and goes on when written again', async (context) => {
  if (missing !== undefined) context.skip(missing);
  // The hosts have different rules, so each needs an object of its own.
  const wide = {
    ...definition('payments'),
    hosts: ['pay.example', 'refund.example'],
    phases: [
      { name: 'refunds', matches: [{ hosts: ['refund.example'] }] },
      { name: 'payments', matches: [{ hosts: ['pay.example'] }] },
    ],
  };
  const subject = gatewayApiSwitch(wide, stage.access);
  value(await addGatewayApiSplit(wide, stage.access.cluster, unlimited));
  await until('the split is loaded', 30, async () => (await subject.read(unlimited)).ok);
  const split = { generation: 1, author: 'engine', shares: { refunds: 50, payments: 50 } };
  const second = { ...object, metadata: { name: 'banyan-payments-split-2', namespace } };
  await deny(stage.lab, second, second.metadata.name);
  const stopped = await subject.write(split, unlimited);
  const found = await subject.read(unlimited);
  await allow(stage.lab, second);
  const inPart = { kind: 'unreachable', finding: { code: 'TRF068', params: { written: 1, all: 2 } } };
  expect(stopped).toMatchObject({ ok: false, error: inPart });
  expect(found).toMatchObject({ ok: false, error: inPart });
  expect(await subject.write(split, unlimited)).toEqual({ ok: true, value: split });
});

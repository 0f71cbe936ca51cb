/** VirtualService weights on the real API server, with real istiod, and a real Envoy with real traffic. */
import { addIstioSplit, istioSwitch, removeIstioSplit } from '@banyan/traffic/switches/istio-weights/istio-switch.ts';
import { switchContract } from '@banyan/traffic/switches/contract.ts';
import { sendMany } from '@banyan/traffic/testing/client.ts';
import { unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { afterAll } from 'vitest';
import { until } from '../lab/process.ts';
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
  gateways: ['edge'],
  hosts: [host],
  old: { host: 'old-gateway', port: 80 },
  new: { host: 'new-gateway.shop.svc.cluster.local', port: 80 },
  phases: [
    { name: 'orders', matches: [{ paths: [{ prefix: '/orders/' }] }] },
    { name: 'voice', matches: 'rest' as const },
  ],
});
const ours = definition('voice-assistant');
const object = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'banyan-voice-assistant-split', namespace },
};
const send = (phase: string, count: number) =>
  sendMany({ port: doors.istio, path: `/${phase}/1`, headers: { host } }, count);

let stage: Stage;
afterAll(() => stage?.end());

switchContract(
  'a VirtualService of Istio',
  async () => {
    stage = await startStage('10.20.3');
    const subject = istioSwitch(ours, stage.access);
    value(await addIstioSplit(ours, stage.access.cluster, unlimited));
    await until('the split is loaded', 30, async () => (await subject.read(unlimited)).ok);
    return {
      subject,
      phases: ['orders', 'voice'],
      send,
      interfere: (phase, share) =>
        changeSpec(stage.lab, object, (spec) => ({
          ...spec,
          http: reweighted(spec.http, phase, [100 - share, share]),
        })),
      cutOff: () => stage.cutOff(),
      restore: () => stage.restore(),
      end: async () => {},
    };
  },
  missing,
);

livingSplit(
  'a VirtualService',
  () => ({
    stage,
    subject: istioSwitch(ours, stage.access),
    object,
    target: 'istio',
    send: (count) => send('orders', count),
    writer: writerTo(ours, stage),
    add: (migration) => addIstioSplit(definition(migration), stage.access.cluster, unlimited),
    remove: () => removeIstioSplit(ours, stage.access.cluster, unlimited),
    widen: () => changeSpec(stage.lab, object, (spec) => ({ ...spec, hosts: [host, 'shop.example'] })),
  }),
  missing,
);

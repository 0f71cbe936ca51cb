/** A gateway that runs as pods is asked through the API server's port-forward. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { podReplicas } from '@banyan/traffic/kubernetes/pods.ts';
import { addIstioSplit, istioSwitch } from '@banyan/traffic/switches/istio-weights/istio-switch.ts';
import { unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { type Kubelet, startKubelet } from '../lab/kubelet.ts';
import { until } from '../lab/process.ts';
import { labels, namespace } from './objects.ts';
import { type Stage, startStage } from './stage.ts';

const missing = process.env['BANYAN_CLUSTER_MISSING'];
const definition = {
  migration: 'voice-assistant',
  namespace,
  gateways: ['edge'],
  hosts: ['voice.example'],
  old: { host: 'old-gateway', port: 80 },
  new: { host: 'new-gateway', port: 80 },
  phases: [{ name: 'voice', matches: 'rest' as const }],
};

describe('a gateway of pods', () => {
  let stage: Stage;
  let kubelet: Kubelet;
  beforeAll(async () => {
    if (missing !== undefined) return;
    stage = await startStage('10.20.5');
    kubelet = await startKubelet(stage.lab, stage.folder);
  });
  afterAll(async () => {
    kubelet?.end();
    await stage?.end();
  });

  const replicas = () => podReplicas(stage.access.cluster, { namespace, labels, adminPort: stage.proxy().admin });

  test('TRF066: without a ready pod nothing is believed', async (context) => {
    if (missing !== undefined) context.skip(missing);
    expect(await replicas()(unlimited)).toMatchObject({ ok: false, error: { code: 'TRF066' } });
  });

  test('is believed when its pod shows the split, and not when the pod cannot be asked', async (context) => {
    if (missing !== undefined) context.skip(missing);
    await kubelet.pod('gateway-0', namespace, labels);
    const { cluster } = stage.access;
    const subject = istioSwitch(definition, { cluster, replicas: replicas() });
    value(await addIstioSplit(definition, cluster, unlimited));
    await until('the split is loaded', 30, async () => (await subject.read(unlimited)).ok);
    const split = { generation: 1, author: 'engine', shares: { voice: 25 } };
    expect(await subject.write(split, unlimited)).toEqual({ ok: true, value: split });
    await stage.cutOff();
    expect(await subject.read(unlimited)).toMatchObject({ ok: false, error: { finding: { code: 'TRF066' } } });
  });
});

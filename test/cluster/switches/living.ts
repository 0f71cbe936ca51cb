/** What happens to a split in a cluster where others work too. Both kinds of objects are held to it. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { openCluster } from '@banyan/traffic/kubernetes/cluster.ts';
import type { Split, Switch, SwitchFailure } from '@banyan/traffic/switches/switch.ts';
import type { Tally } from '@banyan/traffic/testing/client.ts';
import { killedWriter, sharesOfWriter, type WriterSource } from '@banyan/traffic/testing/killed-writer.ts';
import { unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placed } from '../../vectors/cluster/place.ts';
import { type KubernetesObject, readObjects } from '../lab/object.ts';
import { until } from '../lab/process.ts';
import { allow, denial, deny } from './deny.ts';
import { namespace } from './objects.ts';
import type { Stage } from './stage.ts';

export interface Living {
  readonly stage: Stage;
  readonly subject: Switch;
  readonly object: KubernetesObject;
  /** The target whose converted objects are applied meanwhile. */
  readonly target: 'istio' | 'gateway-api';
  send(count: number): Promise<Tally>;
  /** Puts a split in front for a migration of this name, for the same host. */
  add(migration: string): Promise<Result<void, Finding>>;
  remove(): Promise<Result<void, Finding>>;
  readonly writer: WriterSource;
  /** Somebody adds a host to the object. */
  widen(): Promise<void>;
}

const source = `routes:
  - id: orders
    host: voice.example
    uri: /orders/*
    upstream: { nodes: { "10.20.9.12:8080": 1 } }
#END
`;

export function livingSplit(kind: string, make: () => Living, missing: string | undefined): void {
  const code = (outcome: Result<unknown, Finding | SwitchFailure>): string => {
    if (outcome.ok) return 'ok';
    return 'finding' in outcome.error ? `${outcome.error.kind} ${outcome.error.finding.code}` : outcome.error.code;
  };
  const split = (generation: number, orders: number): Split => ({
    generation,
    author: 'engine',
    shares: { orders, voice: 0 },
  });
  const inLab = (name: string, body: (living: Living) => Promise<void>): void => {
    test(name, async (context) => {
      if (missing !== undefined) context.skip(missing);
      await body(make());
    });
  };

  describe(`${kind} in a cluster where others work too`, () => {
    inLab('converted routes that are applied in the middle of a run leave the share as it was', async (living) => {
      const { stage, subject, target } = living;
      const share = split(1001, 40);
      value(await subject.write(share, unlimited));
      const bytes = new TextEncoder().encode(source);
      const made = convert([{ name: 'apisix.yaml', bytes, static: false }], { to: target, environment: {} });
      if (!made.ok) throw new Error(made.error.map(({ code }) => code).join());
      const objects = made.value.files
        .filter(({ path }) => path.endsWith('.yaml'))
        .flatMap(({ path, chunks }) => readObjects(new TextEncoder().encode(Array.from(chunks).join('')), path));
      const own: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'converted' } };
      const all = [own, ...placed(objects, { namespace: 'converted', address: '10.20.9.12' })];
      expect([...(await stage.lab.apply(all)).values()]).toEqual([]);
      expect(all.some((one) => one.kind === living.object.kind)).toBe(true);
      value(await living.add('voice-assistant'));
      expect(await subject.read(unlimited)).toEqual({ ok: true, value: share });
    });

    inLab('TRF060: a second migration that claims the host is refused, and names the first', async (living) => {
      const refused = await living.add('payments');
      expect(refused).toMatchObject({ ok: false, error: { code: 'TRF060', params: { owner: 'voice-assistant' } } });
      const { apiVersion, kind: what } = living.object;
      const theirs = { apiVersion, kind: what, metadata: { name: 'banyan-payments-split', namespace } };
      expect(await living.stage.lab.api.read(theirs)).toBeUndefined();
    });

    inLab('TRF062: a write that a rule of the cluster refuses changes nothing', async (living) => {
      const { stage, subject, object } = living;
      const before = split(1002, 10);
      value(await subject.write(before, unlimited));
      await deny(stage.lab, object, object.metadata.name);
      const refused = await subject.write(split(1003, 90), unlimited);
      await allow(stage.lab, object);
      expect(code(refused)).toBe('rejected TRF062');
      expect(JSON.stringify(refused)).toContain(denial);
      expect(await subject.read(unlimited)).toEqual({ ok: true, value: before });
    });

    inLab('TRF063: what istiod has not told the gateway is not believed, and is known when it has', async (living) => {
      const { stage, subject } = living;
      value(await subject.write(split(1010, 0), unlimited));
      process.kill(stage.lab.istiod.pid, 'SIGSTOP');
      const wanted = split(1011, 100);
      const written = await subject.write(wanted, unlimited);
      const reading = await subject.read(unlimited);
      const meanwhile = await living.send(50);
      process.kill(stage.lab.istiod.pid, 'SIGCONT');
      expect([code(written), code(reading)]).toEqual(['unreachable TRF063', 'unreachable TRF063']);
      expect(meanwhile).toEqual({ old: 50, new: 0, failed: 0 });
      await until('istiod has told the gateway', 30, async () => (await subject.read(unlimited)).ok);
      expect(await subject.read(unlimited)).toEqual({ ok: true, value: wanted });
      expect(await living.send(50)).toEqual({ old: 0, new: 50, failed: 0 });
    });

    inLab('TRF067: somebody who takes the object over without changing a weight is noticed', async (living) => {
      const { subject } = living;
      const wanted = split(1020, 30);
      value(await subject.write(wanted, unlimited));
      await living.widen();
      expect(code(await subject.read(unlimited))).toBe('foreign TRF067');
      expect(await subject.write(wanted, unlimited)).toEqual({ ok: true, value: wanted });
    });

    inLab('TRF064: who changed a weight is named', async (living) => {
      const { subject, stage, object } = living;
      value(await subject.write(split(1021, 30), unlimited));
      const found = await stage.lab.api.read(object);
      const text = JSON.stringify(found?.['spec'])
        .replaceAll(/"weight":30(00)?\b/g, '"weight":31$1')
        .replaceAll(/"weight":70(00)?\b/g, '"weight":69$1');
      expect(await stage.lab.api.apply({ ...object, spec: JSON.parse(text) as object })).toBeUndefined();
      expect(await subject.read(unlimited)).toMatchObject({
        ok: false,
        error: { kind: 'foreign', finding: { code: 'TRF064', params: { manager: 'banyan' } } },
      });
      value(await subject.write(split(1022, 0), unlimited));
    });

    inLab('TRF061: a cluster that does not answer leaves everything unknown', async (living) => {
      const file = join(living.stage.folder, 'nobody.json');
      const server = 'https://127.0.0.1:1';
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'a', cluster: { server } }],
        users: [{ name: 'a', user: {} }],
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        'current-context': 'a',
      };
      await writeFile(file, JSON.stringify(config));
      const cluster = value(await openCluster(file));
      const answer = await cluster.call('GET', '/readyz', unlimited);
      expect(answer).toMatchObject({ ok: false, error: { code: 'TRF061', params: { server } } });
      expect(code(await openCluster(join(living.stage.folder, 'none')))).toBe('TRF061');
    });

    inLab('a writer that is killed at any moment leaves what somebody decided', async (living) => {
      const { subject, writer } = living;
      const phases = ['orders', 'voice'];
      let first = 2000;
      for (const delay of [5, 60, 150, 280]) {
        value(await subject.write(split(first, 0), unlimited));
        await killedWriter(writer, phases, first + 1, delay);
        await until('the gateway has what was written', 30, async () => (await subject.read(unlimited)).ok);
        const left = value(await subject.read(unlimited));
        expect(left.shares).toEqual(sharesOfWriter(phases, left.generation === first ? 0 : left.generation));
        expect((await living.send(50)).failed).toBe(0);
        first = left.generation + 1;
      }
    });

    inLab('TRF065: a split that somebody deleted is missed, and a write does not bring it back', async (living) => {
      const { subject, stage, object } = living;
      value(await living.remove());
      expect(await stage.lab.api.read(object)).toBeUndefined();
      expect(code(await subject.read(unlimited))).toBe('unreachable TRF065');
      expect(code(await subject.write(split(9000, 50), unlimited))).toBe('rejected TRF065');
      value(await living.add('voice-assistant'));
      await until('the split is loaded', 30, async () => (await subject.read(unlimited)).ok);
      expect(await living.send(50)).toEqual({ old: 50, new: 0, failed: 0 });
    });
  });
}

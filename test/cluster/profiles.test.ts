/** What is written for the profiles of Gateway API is accepted: by a real API server, and by istiod where that serves it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert } from '@banyan/gateway/convert/convert.ts';
import type { ProfileName } from '@banyan/gateway/writers/gateway-api/profile.ts';
import { refusedRoutes } from '../vectors/cluster/attach.ts';
import { placed } from '../vectors/cluster/place.ts';
import { writeSource } from '../vectors/envoy/files.ts';
import { setUpNetwork } from '../vectors/envoy/namespace.ts';
import { loadCases } from '../vectors/load.ts';
import { components } from './lab/components.ts';
import { type Lab, startLab } from './lab/lab.ts';
import { type KubernetesObject, readObjects } from './lab/object.ts';
import { until } from './lab/process.ts';

const missing = process.env['BANYAN_CLUSTER_MISSING'];
const folder = mkdtempSync(join(tmpdir(), 'banyan-profiles-'));
const data = join(import.meta.dirname, '../vectors/data/gateway.jsonl');
/** A sample of all families. */
const every = 8;

/** The objects of every case, each in a namespace of its own. */
function written(profile: ProfileName): readonly KubernetesObject[] {
  const cases = loadCases(data).filter((one, index) => index % every === 0 && one.refused === undefined);
  return cases.flatMap((one, number) => {
    const sources = writeSource(one, join(folder, profile, one.id)).map((file) => {
      const name = basename(file);
      return { name, bytes: readFileSync(file), static: name === 'config.yaml' };
    });
    const made = convert(sources, { to: 'gateway-api', profile, environment: one.env });
    if (!made.ok) throw new Error(`${one.id}: ${made.error.map(({ code }) => code).join(' ')}`);
    const objects = made.value.files
      .filter(({ path }) => path.endsWith('.yaml'))
      .flatMap(({ path, chunks }) => readObjects(new TextEncoder().encode(Array.from(chunks).join('')), path));
    const namespace = `${profile}-${number}`;
    const own: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    return [own, ...placed(objects, { namespace, address: '127.0.0.1' })];
  });
}

describe('profiles of Gateway API', () => {
  let lab: Lab;

  beforeAll(async () => {
    if (missing !== undefined) return;
    const parts = components();
    if (!parts.ok) throw new Error(parts.error);
    setUpNetwork([], [], folder);
    lab = await startLab(parts.value, join(folder, 'lab'), 'experimental');
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await lab.stop();
    rmSync(folder, { recursive: true });
  });

  const inLab = (name: string, body: () => Promise<void>): void => {
    test(name, async (context) => {
      if (missing !== undefined) context.skip(missing);
      await body();
    });
  };

  inLab('every object of the experimental profile is accepted, and every route with its references', async () => {
    const objects = written('experimental');
    expect([...(await lab.apply(objects)).values()]).toEqual([]);
    // istiod judges a route anew when it has learned of the ServiceEntry that it names.
    let refused: readonly string[] = [];
    await until('istiod has resolved every reference', 120, async () => {
      refused = [...(await refusedRoutes(lab, objects)).values()];
      return refused.every((one) => !one.includes('not found'));
    });
    expect(refused).toEqual([]);
  });

  inLab('every object for Envoy Gateway is accepted under its own definitions', async () => {
    const definitions = ['backends', 'httproutefilters'].flatMap((name) => {
      const file = join(import.meta.dirname, 'fixtures/envoy-gateway', `${name}.yaml`);
      return readObjects(readFileSync(file), file);
    });
    expect([...(await lab.apply(definitions)).values()]).toEqual([]);
    const objects = written('envoy-gateway');
    expect(new Set(objects.map(({ kind }) => kind))).toContain('HTTPRouteFilter');
    let refusals: readonly string[] = [];
    // A definition is served some moments after it was accepted.
    await until('the definitions are served', 60, async () => {
      refusals = [...(await lab.apply(objects)).values()];
      return !refusals.some((one) => one.includes('404') || one.includes('not find'));
    });
    expect(refusals).toEqual([]);
  });
});

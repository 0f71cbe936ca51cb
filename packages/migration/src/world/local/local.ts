/** The world of this machine: real Envoys, the emulator where asked for, files below the data directory. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { apisixPrometheusIndicator } from '@banyan/traffic/indicators/apisix-prometheus/apisix-prometheus.ts';
import { envoyEdgeIndicator } from '@banyan/traffic/indicators/envoy-edge/envoy-edge.ts';
import { envoyGatewayIndicator } from '@banyan/traffic/indicators/envoy-gateway/envoy-gateway.ts';
import { findEnvoy } from '@banyan/traffic/proxies/envoy-binary.ts';
import { envoyEdgeSwitch } from '@banyan/traffic/switches/envoy-edge/envoy-switch.ts';
import { removeMigration } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Facts, Started } from '../../steps/facts.ts';
import type { Counters, World } from '../world.ts';
import { keptPort, parseListen } from './address.ts';
import { ask } from './ask.ts';
import { probeName, receivedBehind } from './behind-edge.ts';
import { compile, type Compiled, keep } from './convert.ts';
import { startEdgeFor } from './edge.ts';
import { startNewGateway, stopNewGateway } from './new-gateway.ts';
import { metricsOf, startOldGateway, stopOldGateway } from './old-gateway.ts';
import { type LoadedSource, loadSource } from './source.ts';
import { makeWitnesses } from './witnesses.ts';

/** Where things lie; see the engine's layout of a data directory. */
export interface LocalFolders {
  readonly edge: string;
  migration(name: string): {
    readonly environment: string;
    readonly converted: string;
    readonly newGateway: string;
    readonly oldGateway: string;
  };
}

export interface LocalOptions {
  readonly folders: LocalFolders;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Root of the installation, where set-up put Envoy. */
  readonly workspace: string;
}

export function localWorld(options: LocalOptions): World {
  const { folders, workspace } = options;
  /** The process's own variables, and those that whoever ran the migration had for its source. */
  const environmentOf = async (plan: Plan): Promise<Readonly<Record<string, string | undefined>>> => {
    const text = await readFile(folders.migration(plan.name).environment, 'utf8').catch(() => '{}');
    // Written by `run` as names and values.
    return { ...options.environment, ...(JSON.parse(text) as Record<string, string>) };
  };
  const source = async (plan: Plan): Promise<Result<LoadedSource, Finding>> => {
    const loaded = loadSource(plan.source.files, await environmentOf(plan));
    return loaded.ok ? loaded : err(loaded.error[0] ?? finding('DOC001', {}));
  };
  const listenOf = async (plan: Plan) => {
    const wanted = plan.target.listen === undefined ? undefined : parseListen(plan.target.listen);
    if (wanted !== undefined && wanted.port > 0) return wanted;
    return {
      address: wanted?.address ?? '127.0.0.1',
      port: await keptPort(`${folders.migration(plan.name).newGateway}-port`),
    };
  };
  const compiled = async (plan: Plan): Promise<Result<Compiled, Finding>> => {
    const loaded = await source(plan);
    if (!loaded.ok) return loaded;
    const all = compile(loaded.value, await listenOf(plan), folders.migration(plan.name).converted);
    const moving = new Set(plan.phases.flatMap(({ routes }) => routes));
    return ok({ ...all, closed: all.closed.filter(({ route }) => moving.has(route)) });
  };
  const phaseOfRoute = (plan: Plan) => {
    const phases = new Map(plan.phases.flatMap(({ name, routes }) => routes.map((route) => [route, name] as const)));
    // A route that takes several rules in the target is counted under its id with numbers, e.g. `orders#2~3`; ids have neither.
    return (route: string | undefined): string | undefined => {
      const [id] = route?.split(/[#~]/, 1) ?? [];
      return id === undefined ? undefined : phases.get(id);
    };
  };

  const start = async (
    plane: 'old' | 'new' | 'edge',
    plan: Plan,
    facts: Facts,
    signal: AbortSignal,
  ): Promise<Result<Started, Finding>> => {
    const own = folders.migration(plan.name);
    if (plane === 'old') {
      const loaded = await source(plan);
      if (!loaded.ok) return loaded;
      const { files } = plan.source;
      const { digest } = loaded.value;
      const gateway = { folder: own.oldGateway, files, digest, environment: await environmentOf(plan) };
      return startOldGateway(gateway, signal);
    }
    const binary = await findEnvoy(options.environment, workspace);
    if (!binary.ok) return binary;
    if (plane === 'new') {
      const { configuration = own.converted, digest = '' } = facts;
      return startNewGateway(
        { folder: own.newGateway, binary: binary.value, configuration, digest, listen: await listenOf(plan) },
        signal,
      );
    }
    const loaded = await source(plan);
    return loaded.ok
      ? startEdgeFor({ folder: folders.edge, binary: binary.value, plan, facts, model: loaded.value.model }, signal)
      : loaded;
  };

  return {
    async convert(plan) {
      const made = await compiled(plan);
      if (!made.ok) return made;
      const kept = await keep(made.value);
      return kept.ok ? made : kept;
    },
    start,
    received: (plan, requests, signal) => receivedBehind(folders.edge, plan.name, requests, signal),
    async stop(plane, plan, _facts, signal) {
      const own = folders.migration(plan.name);
      if (plane === 'edge') {
        // What a killed comparison has left open.
        const closed = await removeMigration(folders.edge, probeName(plan.name), signal);
        if (!closed.ok) return closed;
      }
      if (plane === 'old') return stopOldGateway(own.oldGateway);
      return plane === 'new'
        ? stopNewGateway(own.newGateway, signal)
        : removeMigration(folders.edge, plan.name, signal);
    },
    switch: (plan) => envoyEdgeSwitch(folders.edge, plan.name),
    counters(plan): Counters {
      const own = folders.migration(plan.name);
      const phaseOf = phaseOfRoute(plan);
      const { address, metrics } = plan.source;
      const old = metrics ?? (address === undefined ? join(own.oldGateway, 'metrics-port') : undefined);
      return {
        edge: envoyEdgeIndicator(folders.edge, plan.name),
        newGateway: envoyGatewayIndicator(own.newGateway, phaseOf),
        oldGateway:
          old === undefined
            ? undefined
            : {
                name: 'apisix-prometheus',
                read: async (signal) =>
                  apisixPrometheusIndicator(metrics ?? (await metricsOf(own.oldGateway)), phaseOf).read(signal),
              },
      };
    },
    async witnesses(plan) {
      const made = await compiled(plan);
      if (!made.ok) return made;
      const loaded = await source(plan);
      if (!loaded.ok) return loaded;
      const routes = new Set(plan.phases.flatMap((phase) => phase.routes));
      return ok(makeWitnesses(loaded.value.model, made.value.findings, routes));
    },
    ask,
  };
}

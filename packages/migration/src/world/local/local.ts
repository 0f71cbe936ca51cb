/** The world of this machine: real Envoys, the emulator where asked for, files below the data directory. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { apisixPrometheusIndicator } from '@banyan/traffic/indicators/apisix-prometheus/apisix-prometheus.ts';
import { envoyGatewayIndicator } from '@banyan/traffic/indicators/envoy-gateway/envoy-gateway.ts';
import { findEnvoy } from '@banyan/traffic/proxies/envoy-binary.ts';
import { removeMigration } from '@banyan/traffic/switches/envoy-edge/edge.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Facts, Started } from '../../steps/facts.ts';
import type { Counters, SourceChange, World } from '../world.ts';
import { keptPort, parseListen } from './address.ts';
import { ask } from './ask.ts';
import { probeName, receivedBehind, receivedThrough } from './behind-edge.ts';
import { compile, type Compiled, keep } from './convert.ts';
import { edgeOf, startEdgeFor, type WitnessDoor } from './edge.ts';
import { changeSince } from './kept-source.ts';
import { startNewGateway, stopNewGateway } from './new-gateway.ts';
import { metricsOf, startOldGateway, stopOldGateway } from './old-gateway.ts';
import { prometheusCounters } from './prometheus.ts';
import { type LoadedSource, loadSource, readSource } from './source.ts';
import { uptime } from './uptime.ts';
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

const firstOf = ([first = finding('DOC001', {})]: readonly Finding[]): Result<never, Finding> => err(first);

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
    return loaded.ok ? loaded : firstOf(loaded.error);
  };
  /** The last that was looked for, since it is asked for again and again while somebody thinks about it. */
  const changes = new Map<string, SourceChange>();
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

  const place = { folder: folders.edge, environment: options.environment, workspace };
  const edge = (plan: Plan) => edgeOf(plan, place);
  /** Banyan's own edge opens a door for the comparison and closes it again; others have one from the beginning. */
  const witnessDoor = async (plan: Plan): Promise<WitnessDoor | undefined> => {
    if (plan.edge.through === undefined) return undefined;
    const kept = (name: string) => keptPort(`${folders.migration(plan.name).newGateway}-${name}-port`);
    return { door: await kept('witness'), recorder: await kept('recorder') };
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
    if (plane === 'new') {
      const binary = await findEnvoy(options.environment, workspace);
      if (!binary.ok) return binary;
      const { configuration = own.converted, digest = '' } = facts;
      return startNewGateway(
        { folder: own.newGateway, binary: binary.value, configuration, digest, listen: await listenOf(plan) },
        signal,
      );
    }
    const loaded = await source(plan);
    if (!loaded.ok) return loaded;
    const { model } = loaded.value;
    return startEdgeFor({ edge: edge(plan), plan, facts, model, witness: await witnessDoor(plan) }, signal);
  };

  return {
    async convert(plan) {
      const made = await compiled(plan);
      if (!made.ok) return made;
      const kept = await keep(made.value);
      return kept.ok ? made : kept;
    },
    async changed(plan, facts) {
      const read = readSource(plan.source.files, await environmentOf(plan));
      if (!read.ok) return firstOf(read.error);
      if (facts.source === undefined || facts.source === read.value.digest) return ok(undefined);
      const last = changes.get(plan.name);
      if (last?.digest === read.value.digest) return ok(last);
      const loaded = await source(plan);
      if (!loaded.ok) return loaded;
      const change = await changeSince(folders.migration(plan.name).converted, facts, loaded.value);
      if (change !== undefined) changes.set(plan.name, change);
      return ok(change);
    },
    start,
    async received(plan, requests, signal) {
      const witness = await witnessDoor(plan);
      return witness === undefined
        ? receivedBehind(folders.edge, plan.name, requests, signal)
        : receivedThrough(witness, requests, signal);
    },
    async stop(plane, plan, _facts, signal) {
      const own = folders.migration(plan.name);
      if (plane === 'edge' && plan.edge.through === undefined) {
        // What a killed comparison has left open.
        const closed = await removeMigration(folders.edge, probeName(plan.name), signal);
        if (!closed.ok) return closed;
      }
      if (plane === 'old') return stopOldGateway(own.oldGateway);
      return plane === 'new' ? stopNewGateway(own.newGateway, signal) : edge(plan).remove(signal);
    },
    switch: (plan) => edge(plan).switch,
    uptime,
    counters(plan): Counters {
      const prometheus = prometheusCounters(plan);
      const own = folders.migration(plan.name);
      const phaseOf = phaseOfRoute(plan);
      const { address, metrics } = plan.source;
      const old = metrics ?? (address === undefined ? join(own.oldGateway, 'metrics-port') : undefined);
      return {
        edge: edge(plan).indicator,
        newGateway: prometheus.new ?? envoyGatewayIndicator(own.newGateway, phaseOf),
        oldGateway:
          prometheus.old ??
          (old === undefined
            ? undefined
            : {
                name: 'apisix-prometheus',
                query: metrics ?? 'metrics of the emulated old gateway',
                read: async (signal) =>
                  apisixPrometheusIndicator(metrics ?? (await metricsOf(own.oldGateway)), phaseOf).read(signal),
              }),
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

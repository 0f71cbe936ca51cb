/**
 * The Istio writer: the routes of the Envoy writer in the words of Istio (docs/decisions/0006). What has no word goes into
 * a TrafficExtension or an EnvoyFilter where that is allowed, and closes its route where it is not.
 *
 * Each http rule has the name of the Envoy route that it stands for: the name of the source's route, with a number where
 * it needs several.
 */
import { all, any } from '@banyan/core/condition/condition.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Writer, WriterOptions, Written } from '../writer.ts';
import { account, markConsumers, report, toldApart, type Whole } from '../envoy/account.ts';
import { closedRoutes } from '../envoy/closed.ts';
import { compile } from '../envoy/compile.ts';
import type { JsonObject } from '../envoy/config.ts';
import { addressesOf, tlsAddressesOf } from '../envoy/listener.ts';
import { withAuthority } from '../envoy/match/hosts.ts';
import { Notes } from '../envoy/notes.ts';
import type { Needs } from '../envoy/policies/variant.ts';
import { accountPath } from '../envoy/path-options.ts';
import { emptyPaths } from '../envoy/lua/path.ts';
import { jwtFilter } from '../envoy/policies/authenticate-by-jwt.ts';
import { usable } from '../envoy/tls/usable.ts';
import { changedHeaders, changedOnTheWay, otherPort, sayOtherHosts, sayWire as sayEnvoyWire } from '../envoy/wire.ts';
import { yamlPieces } from '../envoy/yaml.ts';
import { accountFallback, accountSpoken, tellsId } from './account.ts';
import { envoyFilters } from './extensions/envoy-filter.ts';
import { trafficExtensions } from './extensions/lua.ts';
import { gatewayName, gatewayOf } from './gateway.ts';
import { sayNames } from './names.ts';
import { files, locate } from './notes.ts';
import { groupsOf } from '../kubernetes/hosts.ts';
import { type Naming } from '../kubernetes/objects.ts';
import { namingOf } from './objects.ts';
import { record, text } from '../kubernetes/plain.ts';
import { telemetry } from './telemetry.ts';
import { refusedRule } from './rules/refused.ts';
import { speak } from './rules/speak.ts';
import type { Mode, Spoken, Words } from './rules/words.ts';
import { oldUpstream, servicesOf } from './upstreams/upstreams.ts';
import { isHost } from './virtual-services/hosts.ts';
import { virtualServices } from './virtual-services/services.ts';
import { changedPath, sayForwarded, sayParameters, sayToldCalls, sayWire } from './wire.ts';

export const istioWriter: Writer = { target: 'istio', measured: ['1.31', '1.31'], secrets: 'refuse', write };

const modeOf = ({ allow }: WriterOptions): Mode =>
  allow.has('envoyfilter') ? 'filters' : allow.has('lua') ? 'lua' : 'plain';

function write(given: Model, ledger: Ledger, options: WriterOptions): Written {
  const notes = new Notes(ledger, locate);
  const naming = namingOf(options);
  const mode = modeOf(options);
  const { needs, compiled, fallback } = compile(given, options, {
    chain: mode === 'filters',
    clusters: false,
    logging: true,
  });
  const old = needs.keepOld ? oldUpstream(options) : undefined;
  const more = [...needs.upstreams, ...(old === undefined ? [] : [old])];
  const model: Model =
    more.length === 0
      ? given
      : { ...given, upstreams: new Map([...given.upstreams, ...more.map((one) => [one.name, one] as const)]) };
  const services = servicesOf(model, naming, notes);
  const words: Words = {
    mode,
    forwarding: model.forwarding,
    destination: services.place,
    scripted: needs.removedEarly,
    upgrades: model.rules.some(({ websocket }) => websocket),
    retries: (cluster) => model.upstreams.get(cluster)?.retries ?? 0,
    tokens: needs.filters.get(jwtFilter) ?? {},
    charset: model.charset,
    upstreamStatus: model.upstreamStatus,
  };
  const spoken = new Map<Rule, readonly Spoken[]>();
  for (const [rule, { routes }] of compiled)
    spoken.set(
      rule,
      routes.map((route) => speak(route, words)),
    );
  const last = fallback.routes.map((route) => speak(route, words));
  const groups = groupsOf(model.rules, (rule) => compiled.get(rule)?.routes.length ?? 0, isHost);
  const asking = new Map<Rule, readonly JsonObject[]>();
  const rulesOf = (rule: Rule, asks: boolean): readonly JsonObject[] => {
    if (!asks) return (spoken.get(rule) ?? []).map((one) => one.rule);
    const made =
      asking.get(rule) ??
      (compiled.get(rule)?.routes ?? []).map((route) => speak(withAuthority(route, rule), words).rule);
    asking.set(rule, made);
    return made;
  };
  // The path is refused by a script, before any route of the source.
  const refused = needs.lua
    ? [refusedRule, ...emptyPaths(model.path, fallback.routes).map((route) => speak(route, words).rule)]
    : [];
  const parts = groups.map(({ hosts, rules, asks }) => ({
    hosts,
    rules: [...refused, ...rules.flatMap((rule) => rulesOf(rule, asks(rule))), ...last.map(({ rule }) => rule)],
  }));
  const written = virtualServices(parts, gatewayName, naming);
  const pointers = new Map<Rule, string>();
  for (const [index, { rules }] of groups.entries()) {
    let at = refused.length;
    for (const rule of rules) {
      const pointer = written.pointers[index]?.[at];
      if (pointer !== undefined && !pointers.has(rule)) pointers.set(rule, `${files.virtualService}#${pointer}`);
      at += spoken.get(rule)?.length ?? 0;
    }
  }
  const filters = mode === 'filters';
  const whole: Whole = {
    changedPath: !filters || needs.lua ? changedPath : changedOnTheWay,
    changedParts: any([changedHeaders, otherPort(model, options)]),
    upgrades: filters ? (words.upgrades ? 'asked' : 'none') : 'all',
    namesShared: true,
    conditions: new Set(),
  };
  for (const [rule, made] of compiled) {
    const pointer = pointers.get(rule) ?? '';
    account(rule, made, pointer, model, notes, whole);
    accountSpoken(rule, made.routes, spoken.get(rule) ?? [], pointer, model, notes);
    const readsIds = made.routes.some(tellsId);
    sayToldCalls(notes, rule, model);
    sayForwarded(notes, mode, [rule.route], toldApart(made.forwarded, whole), readsIds, model.forwarding);
  }
  accountFallback(model, fallback.routes, last, mode, notes);
  for (const [index, policy] of model.fallback.policies.entries())
    report(policy.sources, fallback.differences[index] ?? [], 'all', all([]), files.virtualService, notes);
  const secure = model.listeners.some(({ tls }) => tls) && options.listen === undefined;
  const certificates = secure ? usable(model.certificates ?? [], `${files.gateway}#/spec/servers`, notes) : [];
  const addresses = addressesOf(model, options, notes);
  const tlsAddresses = tlsAddressesOf(model, options, certificates.length > 0, notes);
  sayNames(certificates, notes);
  accountPath(model, needs.lua, notes);
  if (needs.lua) sayParameters(model, notes);
  sayEnvoyWire(notes, needs.lua);
  sayOtherHosts(notes, model);
  sayWire(notes, mode, model.upstreams.size > 0);
  if (addresses.length + tlsAddresses.length === 0) notes.say({ code: 'ENV062' });
  if (needs.secrets) notes.say({ code: 'IST019' });
  markConsumers(model, notes);
  const { gateway, secrets } = gatewayOf(addresses, tlsAddresses, certificates, naming);
  const everything = [...[...spoken.values()].flat(), ...last];
  const made = [...[...compiled.values()].flatMap(({ routes }) => routes), ...fallback.routes];
  const logged = made.filter(isLogged);
  const logs = telemetry(
    logged.map(({ name }) => text(name)),
    logged.length === made.length,
    naming,
  );
  const scripts = mode === 'lua' ? scriptsOf(model, needs, everything, naming) : [];
  const ports = [...new Set([...addresses, ...tlsAddresses].map(({ port }) => port))];
  const patches = filters ? envoyFilters(model, needs, ports, patchesOf(everything), naming) : [];
  if (patches.length > 0) notes.say({ code: 'IST018' });
  return {
    files: [
      file(files.gateway, [gateway], false),
      file(files.virtualService, written.objects, needs.secrets),
      file(files.destinationRule, services.rules, false),
      file(files.serviceEntry, services.entries, false),
      file(files.trafficExtension, scripts, needs.secrets),
      file(files.envoyFilter, patches, needs.secrets),
      file(files.telemetry, logs === undefined ? [] : [logs], false),
      file(files.secrets, [...secrets, ...services.secrets], true),
    ].flatMap((one) => one ?? []),
    findings: notes.findings(),
    closed: [...closedRoutes(compiled), ...shutRoutes(spoken)],
  };
}

/** A file of objects, one after the other; undefined when there are none. */
function file(path: string, objects: readonly JsonObject[], secret: boolean): Written['files'][number] | undefined {
  if (objects.length === 0) return undefined;
  function* chunks(): Generator<string, void, undefined> {
    for (const [index, one] of objects.entries()) {
      if (index > 0) yield '---\n';
      yield* yamlPieces(one);
    }
  }
  return { path, chunks: { [Symbol.iterator]: chunks }, secret };
}

/** Routes that only Istio's words close; each with each reason once. */
function shutRoutes(spoken: ReadonlyMap<Rule, readonly Spoken[]>): Written['closed'] {
  const found = new Map<string, Written['closed'][number]>();
  for (const [{ route }, list] of spoken)
    for (const { closed: code } of list) if (code !== undefined) found.set(`${code} ${route}`, { route, code });
  return [...found.values()];
}

const isLogged = ({ metadata }: JsonObject): boolean =>
  record(record(record(metadata)['filter_metadata'])['banyan'])['logs'] !== undefined;

const nameOf = ({ rule }: Spoken): string => text(rule['name']);

/** What is merged into each route, by its name. */
function patchesOf(spoken: readonly Spoken[]): ReadonlyMap<string, JsonObject> {
  return new Map(spoken.flatMap((one) => (one.patch === undefined ? [] : [[nameOf(one), one.patch] as const])));
}

function scriptsOf(model: Model, needs: Needs, spoken: readonly Spoken[], naming: Naming): readonly JsonObject[] {
  const scripts = spoken.flatMap((one) =>
    one.scripts.map(([filter, source]) => ({ route: nameOf(one), filter, source })),
  );
  const types = spoken.flatMap((one) => (one.emptyType === undefined ? [] : [[nameOf(one), one.emptyType] as const]));
  return trafficExtensions(model, needs, scripts, new Map(types), naming);
}

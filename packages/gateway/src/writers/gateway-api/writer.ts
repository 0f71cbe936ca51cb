/**
 * The Gateway API writer: Gateway, HTTPRoutes, and the Services that they send to. It takes the routes that the Envoy writer
 * makes (every implementation that this project tests runs Envoy) and says them in the API's words. What has no word is
 * closed: its rule sends to a Service without endpoints, for which the API says 503.
 *
 * Every HTTPRoute names in the annotation `banyan.dev/routes` which route of the source each of its rules serves.
 */
import { any, type Condition, all, not } from '@banyan/core/condition/condition.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { HostMatch, Model } from '../../model/model.ts';
import type { Upstream } from '../../model/upstream.ts';
import { account, markConsumers, type Whole } from '../envoy/account.ts';
import { closedRoutes } from '../envoy/closed.ts';
import { clusterOf } from '../envoy/cluster.ts';
import { connectTimeouts } from '../envoy/cluster/connect-timeout.ts';
import { compile } from '../envoy/compile.ts';
import { headerOption, type JsonObject } from '../envoy/config.ts';
import { ruleCondition } from '../envoy/match/rule-condition.ts';
import { Notes } from '../envoy/notes.ts';
import { accountPath } from '../envoy/path-options.ts';
import { retryReasons } from '../envoy/routes.ts';
import { changedHeaders, otherPort, sayOtherHosts, sayWire } from '../envoy/wire.ts';
import { changedPath } from '../istio/wire.ts';
import { oldUpstream } from '../istio/upstreams/upstreams.ts';
import { documents } from '../kubernetes/documents.ts';
import { groupsOf } from '../kubernetes/hosts.ts';
import type { Naming } from '../kubernetes/objects.ts';
import type { Writer, WriterOptions, Written } from '../writer.ts';
import type { OwnEdits } from './action.ts';
import { type Backend, backendOf, closedName, closedService } from './backends.ts';
import { withOwnCors } from './cors.ts';
import { closedAnswer } from './envoy-gateway/answer.ts';
import { Filters } from './envoy-gateway/filters.ts';
import { frontOf } from './gateway.ts';
import { partsOf, type Words } from './parts.ts';
import { type Profile, profileOf } from './profile.ts';
import { areCalls, asGrpcRoute } from './grpc.ts';
import { listening, sayCors, sayRules, sayUpstream, sayWhole } from './remarks.ts';
import { hostnameOf, httpRoutes } from './routes.ts';
import { rulesOf } from './rules.ts';

export const gatewayApiWriter: Writer = { target: 'gateway-api', measured: ['1.6', '1.6'], secrets: 'refuse', write };

const files = {
  gateway: 'gateway.yaml',
  routes: 'httproute.yaml',
  calls: 'grpcroute.yaml',
  services: 'service.yaml',
  entries: 'service-entry.yaml',
  backends: 'backend.yaml',
  filters: 'http-route-filter.yaml',
  tls: 'backend-tls-policy.yaml',
  secrets: 'secret.yaml',
} as const;
const gatewayName = 'gateway';

function write(read: Model, ledger: Ledger, options: WriterOptions): Written {
  const { model: given, own: cors } = withOwnCors(read);
  const naming: Naming = {
    namespace: options.namespace ?? 'default',
    prefix: options.namePrefix ?? '',
    labels: options.labels === undefined || options.labels.size === 0 ? undefined : Object.fromEntries(options.labels),
  };
  // The Envoy writer's remarks hold for any data plane made of Envoy; their places are those of the routes.
  const notes = new Notes(ledger, () => ({ file: files.routes, pointer: '' }));
  const { compiled, needs } = compile(
    given,
    { ...options, allow: new Set() },
    { chain: false, clusters: false, logging: false },
  );
  const old = needs.keepOld ? oldUpstream(options) : undefined;
  const upstreams = [...given.upstreams.values(), ...needs.upstreams, ...(old === undefined ? [] : [old])];
  const model: Model = { ...given, upstreams: new Map(upstreams.map((one) => [one.name, one])) };
  const taken = new Set<string>([closedName]);
  const profile = profileOf(options.profile);
  const byCluster = backendsOf(model, naming, taken, profile, notes);
  const filters = new Filters(naming);
  const front = frontOf(model, gatewayName, profile.gatewayClass, naming, options);
  const words: Words = {
    model,
    own: forwarded(model, profile),
    cors,
    backends: byCluster,
    forwarding: model.forwarding,
    listeners: front.entrances,
  };
  let refuses = false;
  const backends = {
    byCluster,
    refusal: (): JsonObject => {
      if (profile.extensions) return { filters: [filters.named('closed', closedAnswer)] };
      refuses = true;
      return { backendRefs: [{ name: `${naming.prefix}${closedName}`, port: 80 }] };
    },
    extension: (kind: string, spec: JsonObject) => filters.named(kind, spec),
  };
  const parent = { name: `${naming.prefix}${gatewayName}`, ports: front.ports, sections: front.sections };
  const routes: JsonObject[] = [];
  const calls: JsonObject[] = [];
  const closed = new Map<string, Written['closed'][number]>();
  const commanding = new Set<string>();
  for (const { hosts, rules, asks } of groupsOf(
    model.rules,
    (rule) => compiled.get(rule)?.routes.length ?? 0,
    isHost,
  )) {
    const entries = rules.flatMap((rule) => partsOf(rule, compiled.get(rule)?.routes ?? [], asks(rule), words));
    const spoken = rulesOf(entries, profile.methodFirst, listening(notes));
    for (const one of sayRules(spoken, notes)) closed.set(one.route, one);
    for (const { part } of spoken) if (part?.action.commands === true) commanding.add(part.rule.route);
    const made = httpRoutes(hosts, spoken, backends, parent, naming, taken);
    if (areCalls(spoken, model)) calls.push(...made.map(asGrpcRoute));
    else routes.push(...made);
  }
  const whole: Whole = {
    changedPath,
    changedParts: any([changedHeaders, otherPort(model, options)]),
    upgrades: 'all',
    namesShared: true,
    conditions: new Set(),
  };
  for (const [rule, made] of compiled) account(rule, made, '', model, notes, whole);
  for (const rule of model.rules) sayCors(rule, cors.get(rule.name), notes);
  for (const { sources } of model.fallback.policies) notes.mark(sources, 'exact', '');
  markConsumers(model, notes);
  for (const { sources } of front.listeners) notes.mark(sources, 'exact', '');
  for (const { sources } of model.certificates ?? []) notes.mark(sources, 'exact', '');
  accountPath(model, false, notes);
  sayWhole(model, front, nowhere(model), commanding.size, notes);
  sayWire(notes, false);
  sayOtherHosts(notes, model);
  const services = [
    ...(refuses ? [closedService(naming)] : []),
    ...[...byCluster.values()].flatMap((one) => one.services),
  ];
  const policies = [...byCluster.values()].flatMap((one) => one.policies);
  const entries = [...byCluster.values()].flatMap((one) => one.entries);
  return {
    files: [
      file(files.gateway, [front.gateway], false),
      file(files.routes, routes, needs.secrets),
      file(files.calls, calls, needs.secrets),
      file(files.services, services, false),
      file(profile.extensions ? files.backends : files.entries, entries, false),
      file(files.filters, filters.objects(), needs.secrets),
      file(files.tls, policies, false),
      file(files.secrets, front.secrets, true),
    ].flatMap((one) => one ?? []),
    findings: notes.findings(),
    closed: [...closedRoutes(compiled), ...closed.values()],
  };
}

const isHost = (host: HostMatch): boolean => {
  if (host.kind === 'any' || (host.kind === 'suffix' && host.suffix === '')) return true;
  return hostnameOf(host.kind === 'exact' ? host.name : `*${host.suffix}`) !== undefined;
};

function file(path: string, objects: readonly JsonObject[], secret: boolean): Written['files'][number] | undefined {
  return objects.length === 0 ? undefined : { path, chunks: documents(objects), secret };
}

const routesTo = (model: Model, { name }: Upstream): readonly string[] => [
  ...new Set(
    model.rules.flatMap(({ route, action }) => (action.kind === 'forward' && action.upstream === name ? [route] : [])),
  ),
];

function backendsOf(
  model: Model,
  naming: Naming,
  taken: Set<string>,
  profile: Profile,
  notes: Notes,
): ReadonlyMap<string, Backend> {
  const backends = new Map<string, Backend>();
  const timeouts = connectTimeouts(model);
  for (const upstream of model.upstreams.values()) {
    const made = backendOf(upstream, naming, taken, profile);
    // For what it says of the upstream, and for the ledger.
    clusterOf(upstream, '', notes, timeouts.get(upstream.name));
    sayUpstream(upstream, made, routesTo(model, upstream), notes);
    backends.set(upstream.name, made);
  }
  return backends;
}

/** What the gateway tells upstreams of the client; the commands are Envoy's. */
function forwarded({ forwarding, upstreams }: Model, { extensions, retry }: Profile): OwnEdits {
  const set = (name: string, value: string): JsonObject => ({ append: headerOption(name, value) });
  const before = [
    ...['forwarded', 'te', 'expect'].map((remove) => ({ remove })),
    ...(forwarding.forwardedHost ? [set('X-Forwarded-Host', '%REQ(:AUTHORITY)%')] : []),
    ...(forwarding.forwardedPort ? [set('X-Forwarded-Port', '%DOWNSTREAM_LOCAL_PORT%')] : []),
  ];
  const address = '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%';
  const behind = forwarding.realIp ? [set('X-Real-IP', address)] : [];
  const again = (cluster: string): number => upstreams.get(cluster)?.retries ?? 0;
  return {
    before,
    behind,
    retries: (cluster) => (again(cluster) > 0 && !retry ? [{ append: retryReasons }] : []),
    // The API takes no retry of none.
    attempts: (cluster) => (retry && again(cluster) > 0 ? again(cluster) : undefined),
    calls: (cluster) => upstreams.get(cluster)?.scheme.startsWith('grpc') === true,
    extensions,
  };
}

/** More rules than this, and the condition would be longer than it is worth. */
const mostConditions = 200;

/** Requests that no rule matches. */
function nowhere({ rules }: Model): Condition {
  return rules.length > mostConditions ? all([]) : not(any(rules.map(ruleCondition)));
}

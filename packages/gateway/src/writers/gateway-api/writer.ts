/**
 * The Gateway API writer: Gateway, HTTPRoutes, and the Services that they send to. It takes the routes that the Envoy writer
 * makes (every implementation that this project tests runs Envoy) and says them in the API's words. What has no word is
 * closed: a rule without backends answers 500.
 *
 * Every HTTPRoute names in the annotation `banyan.dev/routes` which route of the source each of its rules serves.
 */
import { any, type Condition, all, not } from '@banyan/core/condition/condition.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Upstream } from '../../model/upstream.ts';
import { account, markConsumers, type Whole } from '../envoy/account.ts';
import { clusterOf } from '../envoy/cluster.ts';
import { compile, connectTimeouts } from '../envoy/compile.ts';
import { headerOption, type JsonObject } from '../envoy/config.ts';
import { presetHeaders } from '../envoy/forwarding.ts';
import { hostGroups } from '../envoy/match/hosts.ts';
import { ruleCondition } from '../envoy/match/rule-condition.ts';
import { Notes } from '../envoy/notes.ts';
import { oldGateway } from '../envoy/policies/unmapped.ts';
import { accountPath } from '../envoy/path-options.ts';
import { changedHeaders, changedOnTheWay, otherPort, sayOtherHosts, sayWire } from '../envoy/wire.ts';
import { documents } from '../kubernetes/documents.ts';
import { type Naming, nameFor } from '../kubernetes/objects.ts';
import type { Writer, WriterOptions, Written } from '../writer.ts';
import { type Backend, backendOf } from './backends.ts';
import { frontOf } from './gateway.ts';
import { Remarks } from './remarks.ts';
import { hostnameOf, httpRoutes } from './routes.ts';
import { inOrder, type Spoken, spoken } from './rules.ts';

export const gatewayApiWriter: Writer = { target: 'gateway-api', secrets: 'refuse', write };

const files = { gateway: 'gateway.yaml', routes: 'httproute.yaml', services: 'service.yaml', secrets: 'secret.yaml' };
const gatewayName = 'gateway';

function write(model: Model, ledger: Ledger, options: WriterOptions): Written {
  const naming: Naming = {
    namespace: options.namespace ?? 'default',
    prefix: options.namePrefix ?? '',
    labels: undefined,
  };
  // The Envoy writer's remarks hold for any data plane made of Envoy; their places are those of the routes.
  const notes = new Notes(ledger, () => ({ file: files.routes, pointer: '' }));
  const remarks = new Remarks(ledger, files.routes);
  const { compiled, needs } = compile(model, { ...options, allow: new Set() });
  const taken = new Set<string>();
  const backends = backendsOf(model, options, naming, taken, notes, remarks);
  const preset = forwarded(model);
  const groups = hostGroups(model.rules, () => 0) ?? [];
  const said = new Map<Rule, readonly Spoken[]>();
  for (const [rule, made] of compiled) said.set(rule, spoken(rule, made, model, preset, backends));
  const parent = { name: `${naming.prefix}${gatewayName}` };
  const routes: JsonObject[] = [];
  for (const { domains, rules } of groups) {
    const { rules: ordered, inversions } = inOrder(rules.flatMap((rule) => said.get(rule) ?? []));
    for (const { earlier, later } of inversions) remarks.inverted(earlier, later);
    for (const one of ordered) remarks.rule(one);
    routes.push(...httpRoutes(domains, ordered, backends, parent, naming, taken));
    for (const domain of domains) if (domain !== '*' && hostnameOf(domain) === undefined) remarks.host(domain, rules);
  }
  const whole: Whole = {
    changedPath: changedOnTheWay,
    changedParts: any([changedHeaders, otherPort(model, options)]),
    upgrades: 'all',
    conditions: new Set(),
  };
  for (const [rule, made] of compiled) account(rule, made, '', model, notes, whole);
  for (const { sources } of model.fallback.policies) notes.mark(sources, 'exact', '');
  markConsumers(model, notes);
  const front = frontOf(model, gatewayName, gatewayClass, naming, options);
  for (const { sources } of front.listeners) notes.mark(sources, 'exact', '');
  for (const { sources } of model.certificates ?? []) notes.mark(sources, 'exact', '');
  remarks.whole(model, front, nowhere(model));
  accountPath(model, false, notes);
  sayWire(notes, false);
  sayOtherHosts(notes, model);
  const services = [...backends.values()].flatMap(({ objects }) => objects);
  return {
    files: [
      { path: files.gateway, chunks: documents([front.gateway]), secret: false },
      { path: files.routes, chunks: documents(routes), secret: needs.secrets },
      { path: files.services, chunks: documents(services), secret: false },
      ...(front.secrets.length === 0 ? [] : [{ path: files.secrets, chunks: documents(front.secrets), secret: true }]),
    ],
    findings: [...notes.findings(), ...remarks.findings()],
    closed: remarks.closed(),
  };
}

/** The class that Istio brings; another is one word in gateway.yaml, and a finding says that it was assumed. */
const gatewayClass = 'istio';

const routesTo = (model: Model, { name }: Upstream): readonly string[] => [
  ...new Set(
    model.rules.flatMap(({ route, action }) => (action.kind === 'forward' && action.upstream === name ? [route] : [])),
  ),
];

function backendsOf(
  model: Model,
  options: WriterOptions,
  naming: Naming,
  taken: Set<string>,
  notes: Notes,
  remarks: Remarks,
): ReadonlyMap<string, Backend> {
  const backends = new Map<string, Backend>();
  const timeouts = connectTimeouts(model);
  for (const upstream of model.upstreams.values()) {
    const made = backendOf(upstream, naming, taken);
    // For what it says of the upstream, and for the ledger.
    clusterOf(upstream, '', notes, timeouts.get(upstream.name));
    remarks.upstream(upstream, made, routesTo(model, upstream));
    backends.set(upstream.name, made);
  }
  if (options.unsupported !== 'close') {
    const { host, port } = options.unsupported.keepOld;
    const node = { host, port, weight: 1, priority: 0, sources: [] };
    const name = nameFor(oldGateway, new Set());
    backends.set(oldGateway, backendOf({ ...plainUpstream, name, nodes: [node] }, naming, taken));
  }
  return backends;
}

const plainUpstream = {
  scheme: 'http',
  balance: { kind: 'round-robin', sources: [] },
  host: { kind: 'pass', sources: [] },
  retries: 0,
  timeouts: undefined,
  unmapped: [],
  sources: [],
} as const;

/** What the gateway tells upstreams of the client; the commands are Envoy's. */
function forwarded({ forwarding }: Model): readonly JsonObject[] {
  const known = presetHeaders(forwarding, new Set()).filter(
    (one) => !JSON.stringify(one).includes('X-Forwarded-Proto'),
  );
  const address = '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%';
  return [...known, ...(forwarding.realIp ? [{ append: headerOption('X-Real-IP', address) }] : [])];
}

/** More rules than this, and the condition would be longer than it is worth. */
const mostConditions = 200;

/** Requests that no rule matches. */
function nowhere({ rules }: Model): Condition {
  return rules.length > mostConditions ? all([]) : not(any(rules.map(ruleCondition)));
}

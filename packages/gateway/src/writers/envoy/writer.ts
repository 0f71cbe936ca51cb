/**
 * The Envoy writer: a complete bootstrap in one file, and what Envoy will answer differently.
 *
 * Every Envoy route names the route of the source that it serves in `metadata.filter_metadata.banyan.route` (routes of the
 * answer where none matches have `fallback: true` instead), and counts under a `stat_prefix` made of the same id, so that
 * `vhost.<virtual host>.route.<stat_prefix>.upstream_rq_*` counts the requests of one route.
 */
import { all, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Upstream } from '../../model/upstream.ts';
import type { Writer, WriterOptions, Written } from '../writer.ts';
import { clusterOf } from './cluster.ts';
import type { JsonObject } from './config.ts';
import { addressesOf, listenerOf, manager, sockets, tlsAddressesOf } from './listener.ts';
import { internal } from './match/carrier.ts';
import { doubtsAbout } from './match/doubts.ts';
import { authorityMatcher, hostGroups } from './match/hosts.ts';
import { ruleCondition } from './match/rule-condition.ts';
import { fileName, Notes } from './notes.ts';
import { fallbackRoutes } from './fallback.ts';
import { refusedPath } from './lua/path.ts';
import { oldGateway } from './policies/unmapped.ts';
import type { Difference, Needs, PolicyContext } from './policies/variant.ts';
import { type Compiled, retryPolicy, routesOf } from './routes.ts';
import { strangeHosts } from './tls/hosts.ts';
import { tlsListener } from './tls/listener.ts';
import { namesOf } from './tls/names.ts';
import { usable } from './tls/usable.ts';
import { changedOnTheWay, fragment, sayWire } from './wire.ts';
import { yamlPieces } from './yaml.ts';
import { closedRoutes } from './closed.ts';

export const envoyWriter: Writer = { target: 'envoy', write };

const hostsPointer = '/static_resources/listeners/0/filter_chains/0/filters/0/typed_config/route_config/virtual_hosts';

function write(model: Model, ledger: Ledger, options: WriterOptions): Written {
  const notes = new Notes(ledger);
  const needs: Needs = {
    internalHeaders: new Set(
      [internal.port, internal.httpVersion, internal.sni].filter((name) => mentioned(model, name)),
    ),
    filters: new Map(),
    removedEarly: new Set(),
    secrets: false,
    keepOld: false,
    retries: usualRetries(model),
    lua: options.allow.has('lua'),
  };
  const context = (rule: Rule): PolicyContext => ({
    model,
    options,
    needs,
    route: rule.route,
    name: rule.name,
    passesHost: upstreamOf(model, rule)?.host.kind === 'pass',
  });
  const upstreams = [...model.upstreams.values()];
  const clusters = upstreams.map((one, index) =>
    clusterOf(one, `/static_resources/clusters/${index}`, notes, connectTimeout(model, one)),
  );
  const compiled = new Map<Rule, Compiled>();
  for (const rule of model.rules) compiled.set(rule, routesOf(rule, upstreamOf(model, rule), context(rule)));
  const fallback = fallbackRoutes(model, {
    model,
    options,
    needs,
    route: undefined,
    name: 'fallback',
    passesHost: false,
  });
  const secure = model.listeners.some(({ tls }) => tls) && options.listen === undefined;
  const certificates = secure ? usable(model.certificates ?? [], '/static_resources/listeners', notes) : [];
  const names = namesOf(certificates);
  const strangers = strangeHosts(names);
  if (strangers.length > 0) needs.internalHeaders.add(internal.sni);
  if (certificates.length > 0) needs.secrets = true;
  const refused = [...strangers, ...(needs.lua ? [refusedPath] : [])];
  const pointers = new Map<Rule, string>();
  const groups = hostGroups(model.rules, (rule) => compiled.get(rule)?.routes.length ?? 0);
  const hosts = (groups ?? [{ domains: ['*'], rules: model.rules }]).map(({ domains, rules }, host): JsonObject => {
    let at = refused.length;
    const routes = rules.flatMap((rule) => {
      const made = compiled.get(rule)?.routes ?? [];
      const list = groups === undefined ? made.map((one) => withAuthority(one, rule)) : made;
      if (!pointers.has(rule) && list.length > 0) pointers.set(rule, `${hostsPointer}/${host}/routes/${at}`);
      at += list.length;
      return list;
    });
    return {
      name: `${host + 1}-${domains[0] ?? ''}`,
      domains,
      retry_policy: retryPolicy(needs.retries),
      routes: [...refused, ...routes, ...fallback.routes],
    };
  });
  const whole = { lua: needs.lua, upgrades: model.rules.some(({ websocket }) => websocket) };
  for (const [rule, made] of compiled) account(rule, made, pointers.get(rule) ?? '', model, notes, whole);
  for (const [index, policy] of model.fallback.policies.entries())
    report(policy.sources, fallback.differences[index] ?? [], 'all', all([]), hostsPointer, notes);
  const addresses = addressesOf(model, options, notes);
  const tlsAddresses = tlsAddressesOf(model, options, certificates.length > 0, notes);
  sayWire(notes, needs.lua, [...addresses, ...tlsAddresses]);
  const http = manager(model, hosts, needs);
  const listener = listenerOf(addresses, http);
  const where = sockets(tlsAddresses);
  const [first] = tlsAddresses;
  const secured = where && first && tlsListener(where, first, certificates, names, http);
  const listeners = [listener, secured].filter((one) => one !== undefined);
  if (listeners.length === 0) notes.say({ code: 'ENV062' });
  if (needs.secrets) notes.say({ code: 'ENV044' });
  markConsumers(model, notes);
  const old = needs.keepOld ? [oldCluster(options)] : [];
  const document: JsonObject = {
    layered_runtime: { layers: [{ name: 'static', static_layer: runtime }] },
    static_resources: { listeners, clusters: [...clusters, ...old] },
  };
  const once = secured === undefined ? undefined : http;
  const chunks = { [Symbol.iterator]: () => yamlPieces(document, once) };
  return {
    files: [{ path: fileName, chunks, secret: needs.secrets }],
    findings: notes.findings(),
    closed: closedRoutes(compiled),
  };
}

/** The route with the rule's host among its matchers. */
function withAuthority(one: JsonObject, { host }: Rule): JsonObject {
  const wanted = authorityMatcher(host);
  if (wanted.length === 0) return one;
  // Routes are made by this writer: a match is an object, its headers a list.
  const match = one['match'] as JsonObject;
  const headers = (match['headers'] ?? []) as readonly JsonObject[];
  return { ...one, match: { ...match, headers: [...wanted, ...headers] } };
}

/** A fragment is cut, not refused; regular expressions may be as long as address ranges need. */
const runtime: JsonObject = {
  'envoy.reloadable_features.http_reject_path_with_fragment': false,
  're2.max_program_size.error_level': 65535,
};

const upstreamOf = (model: Model, { action }: Rule): Upstream | undefined =>
  action.kind === 'forward' ? model.upstreams.get(action.upstream) : undefined;

/** How often most rules try another node. */
function usualRetries(model: Model): number {
  const times = new Map<number, number>();
  for (const rule of model.rules) {
    const upstream = upstreamOf(model, rule);
    if (upstream !== undefined) times.set(upstream.retries, (times.get(upstream.retries) ?? 0) + 1);
  }
  return [...times].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}

/** Envoy has one connect timeout for a cluster: the longest that a route asks for. */
function connectTimeout(model: Model, upstream: Upstream): number | undefined {
  const asked = model.rules.flatMap((rule) =>
    rule.timeouts !== undefined && rule.action.kind === 'forward' && rule.action.upstream === upstream.name
      ? [rule.timeouts.connect]
      : [],
  );
  return asked.length === 0 ? undefined : Math.max(...asked, upstream.timeouts?.connect ?? 0);
}

/** Whether a condition or template asks for what an internal header carries. */
function mentioned(model: Model, header: string): boolean {
  const subject = Object.entries(internal).find(([, name]) => name === header)?.[0] ?? header;
  return model.rules.some((rule) => looksAt(rule.condition, subject));
}

function looksAt(condition: Condition, subject: string): boolean {
  if ('always' in condition) return false;
  if ('not' in condition) return looksAt(condition.not, subject);
  if ('all' in condition) return condition.all.some((part) => looksAt(part, subject));
  if ('any' in condition) return condition.any.some((part) => looksAt(part, subject));
  return condition.subject === subject;
}

/** What holds for the whole configuration. */
interface Whole {
  readonly lua: boolean;
  /** Whether any rule lets a connection be upgraded. */
  readonly upgrades: boolean;
}

/** Marks and remarks of one rule. */
function account(rule: Rule, made: Compiled, pointer: string, model: Model, notes: Notes, whole: Whole): void {
  const routes = [rule.route];
  const where = ruleCondition(rule);
  const matched = [rule.host, rule.path].flatMap((part) => ('sources' in part ? part.sources : []));
  notes.mark([...matched, ...rule.action.sources], 'exact', `${pointer}/match`);
  const worst = made.matching[0];
  if (worst === undefined) notes.mark(rule.matchSources, 'exact', `${pointer}/match`);
  else
    report(
      rule.matchSources.length > 0 ? rule.matchSources : [rule.source],
      made.matching,
      'all',
      where,
      pointer,
      notes,
    );
  for (const { code, when } of doubtsAbout(rule.condition))
    notes.say({
      code,
      params: { route: rule.route },
      source: rule.matchSources[0] ?? rule.source,
      routes: 'all',
      pointer,
      when: all([where, when]),
    });
  for (const [index, policy] of rule.policies.entries())
    report(policy.sources, made.differences[index] ?? [], routes, all([]), pointer, notes);
  if (rule.timeouts !== undefined) {
    notes.mark(rule.timeouts.sources, 'approximated', `${pointer}/route/idle_timeout`, 'ENV051');
    notes.say({ code: 'ENV051', params: { upstream: rule.route }, source: rule.timeouts.sources[0], pointer });
  }
  if (rule.action.kind !== 'forward') return;
  const rewritten = rule.policies.some((policy) => policy.kind === 'rewrite-request' && policy.path !== undefined);
  const upstream = upstreamOf(model, rule);
  const impatient = rule.timeouts ?? upstream?.timeouts;
  if (impatient !== undefined && upstream !== undefined && upstream.retries > 0)
    notes.say({
      code: 'ENV051',
      params: { upstream: upstream.name },
      source: impatient.sources[0],
      routes,
      when: all([where, repeatable]),
    });
  // The source's own headers are for HTTP only.
  if (upstream?.scheme.startsWith('grpc')) notes.say({ code: 'ENV009', routes, when: where });
  if (upstream?.balance.kind === 'hash' && upstream.nodes.length > 1)
    notes.say({
      code: 'ENV050',
      params: { upstream: upstream.name, policy: 'hash' },
      source: upstream.sources[0],
      routes,
      when: where,
    });
  if (model.path.forwardsAsSent && !rewritten)
    notes.say({ code: 'ENV001', routes, when: whole.lua ? fragment : changedOnTheWay });
  const upgrade: Condition = { subject: 'header:upgrade', present: true };
  if (rule.websocket) notes.say({ code: 'ENV056', routes, when: all([upgrade, not(plainWebSocket)]) });
  else if (whole.upgrades) notes.say({ code: 'ENV056', routes, when: upgrade });
}

/** nginx tries another node after a time-out too. */
const repeatable: Condition = not({ subject: 'method', in: ['POST', 'LOCK', 'PATCH'] });

/** The only upgrade that Envoy is told to let through. */
const plainWebSocket: Condition = all([
  { subject: 'header:upgrade', matches: '^websocket$', ignoreCase: true },
  { subject: 'method', equals: 'GET' },
  { subject: 'httpVersion', equals: '1.1' },
]);

function report(
  sources: Rule['matchSources'],
  differences: readonly Difference[],
  routes: readonly string[] | 'all',
  where: Condition,
  pointer: string,
  notes: Notes,
): void {
  if (differences.length === 0) notes.mark(sources, 'exact', pointer);
  for (const { code, params, verdict, when } of differences) {
    notes.mark(sources, verdict, pointer, code);
    const limited = when === undefined ? undefined : all([where, when]);
    notes.say({
      code,
      params: params ?? {},
      source: sources[0],
      routes,
      pointer,
      ...(limited === undefined ? {} : { when: limited }),
    });
  }
}

/** Consumers serve the routes that authenticate; without such a route they have no effect. */
function markConsumers(model: Model, notes: Notes): void {
  const kinds = new Set(model.rules.flatMap((rule) => rule.policies.map((policy) => policy.kind)));
  for (const policy of model.fallback.policies) kinds.add(policy.kind);
  for (const consumer of model.consumers) {
    notes.mark(consumer.sources, 'exact', hostsPointer);
    for (const credential of consumer.credentials) {
      const used = kinds.has(credential.kind === 'key' ? 'authenticate-by-key' : 'authenticate-by-jwt');
      notes.mark(credential.sources, used ? 'exact' : 'ignored', hostsPointer);
    }
  }
}

function oldCluster({ unsupported }: WriterOptions): JsonObject {
  const { host, port } = unsupported === 'close' ? { host: '127.0.0.1', port: 9080 } : unsupported.keepOld;
  return {
    name: oldGateway,
    type: 'STRICT_DNS',
    connect_timeout: '5s',
    load_assignment: {
      cluster_name: oldGateway,
      endpoints: [
        { lb_endpoints: [{ endpoint: { address: { socket_address: { address: host, port_value: port } } } }] },
      ],
    },
  };
}

/**
 * The Envoy writer: a complete bootstrap, in one file or in several (delivery.ts), and what Envoy will answer differently.
 *
 * Every Envoy route names the route of the source that it serves in `metadata.filter_metadata.banyan.route` (routes of the
 * answer where none matches have `fallback: true` instead), and counts under a `stat_prefix` made of the same id, so that
 * `vhost.<virtual host>.route.<stat_prefix>.upstream_rq_*` counts the requests of one route.
 */
import { all, any } from '@banyan/core/condition/condition.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Writer, WriterOptions, Written } from '../writer.ts';
import { account, markConsumers, report, type Whole } from './account.ts';
import { closedRoutes } from './closed.ts';
import { clusterOf } from './cluster.ts';
import { compile } from './compile.ts';
import type { JsonObject } from './config.ts';
import { filesOf, locateIn, managed } from './delivery.ts';
import { addressesOf, listenerOf, manager, sockets, tlsAddressesOf } from './listener.ts';
import { internal } from './match/carrier.ts';
import { hostGroups, withAuthority, withDots } from './match/hosts.ts';
import { hostsPointer, Notes } from './notes.ts';
import { emptyPaths, refusedPath } from './lua/path.ts';
import { accountPath } from './path-options.ts';
import { refusedByServer } from './refused.ts';
import { oldGateway } from './policies/unmapped.ts';
import { retryPolicy } from './routes.ts';
import { strangeHosts } from './tls/hosts.ts';
import { tlsListener } from './tls/listener.ts';
import { namesOf } from './tls/names.ts';
import { keyless, leaveOut } from './tls/keyless.ts';
import { usable } from './tls/usable.ts';
import { changedHeaders, changedOnTheWay, fragment, sayWire, withoutHost } from './wire.ts';

export const envoyWriter: Writer = { target: 'envoy', measured: ['1.38', '1.40'], secrets: 'inline', write };

function write(model: Model, ledger: Ledger, options: WriterOptions): Written {
  const notes = new Notes(ledger, locateIn(options));
  const { needs, compiled, fallback } = compile(model, options);
  const refusing = options.secrets === 'refuse';
  const upstreams = [...model.upstreams.values()].map((one) => (refusing ? keyless(one, model, notes) : one));
  const clusters = upstreams.map((one, index) =>
    clusterOf(
      one,
      `/static_resources/clusters/${index}`,
      notes,
      needs.connect.get(one.name),
      needs.chosen.get(one.name),
    ),
  );
  const secure = model.listeners.some(({ tls }) => tls) && options.listen === undefined;
  if (secure && refusing) leaveOut(model, notes);
  const certificates =
    secure && !refusing ? usable(model.certificates ?? [], '/static_resources/listeners', notes) : [];
  const serverNames = namesOf(certificates);
  const strangers = strangeHosts(serverNames);
  if (strangers.length > 0) needs.internalHeaders.add(internal.sni);
  if (certificates.length > 0 || upstreams.some(({ client }) => client !== undefined)) needs.secrets = true;
  const refused = [
    ...refusedByServer,
    ...strangers,
    ...(needs.lua ? [refusedPath, ...emptyPaths(model.path, fallback.routes)] : []),
  ];
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
      domains: withDots(domains),
      retry_policy: retryPolicy(needs.retries),
      routes: [...refused, ...routes, ...fallback.routes],
    };
  });
  const whole: Whole = {
    changedPath: needs.lua ? fragment : changedOnTheWay,
    changedParts: any([changedHeaders, withoutHost]),
    upgrades: needs.upgrades ? 'asked' : 'none',
    namesShared: false,
    conditions: new Set(),
  };
  for (const [rule, made] of compiled) account(rule, made, pointers.get(rule) ?? '', model, notes, whole);
  for (const [index, policy] of model.fallback.policies.entries())
    report(policy.sources, fallback.differences[index] ?? [], 'all', all([]), hostsPointer, notes);
  const addresses = addressesOf(model, options, notes);
  const tlsAddresses = tlsAddressesOf(model, options, certificates.length > 0, notes);
  accountPath(model, needs.lua, notes);
  sayWire(notes, needs.lua);
  const http = manager(model, hosts, needs);
  const served = managed(http, options);
  const listener = listenerOf(addresses, served);
  const where = sockets(tlsAddresses);
  const [first] = tlsAddresses;
  const secured = where && first && tlsListener(where, first, certificates, serverNames, served);
  const listeners = [listener, secured].filter((one) => one !== undefined);
  if (listeners.length === 0) notes.say({ code: 'ENV062' });
  if (needs.secrets) notes.say({ code: 'ENV044' });
  markConsumers(model, notes);
  const joint = needs.upstreams.map((one) =>
    clusterOf(one, '/static_resources/clusters', one.again === true ? undefined : notes),
  );
  const old = needs.keepOld ? [oldCluster(options)] : [];
  const names = needs.parts.named();
  if (secured !== undefined) names.set(served, 'http');
  const secret = needs.secrets;
  return {
    files: filesOf({ runtime, listeners, clusters: [...clusters, ...joint, ...old], http, names, secret }, options),
    findings: notes.findings(),
    closed: closedRoutes(compiled),
  };
}

/** A fragment is cut, not refused; regular expressions may be as long as address ranges need. */
const runtime: JsonObject = {
  'envoy.reloadable_features.http_reject_path_with_fragment': false,
  're2.max_program_size.error_level': 65535,
};

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

/**
 * ApisixRoute: each rule becomes a service, for its hosts and backends, and a route (`internal/adc/translator/apisixroute.go`).
 * One wrong rule keeps the whole object from being taken over.
 */
import { crc32 } from 'node:zlib';
import type { Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { idOf, itemsOf, textOf } from '../../typed.ts';
import { sortFields } from '../part.ts';
import { authenticationOf } from './authentication.ts';
import { timeout } from './fields.ts';
import type { Manifest } from './manifest.ts';
import { varsOf } from './match.ts';
import { pluginsOf } from './plugins.ts';
import { readStream } from './stream.ts';
import type { Refusal, Translation } from './translation.ts';
import { inert, isRefusal, mark, markEnvelope, refuse } from './translation.ts';
import { upstreamsOf } from './upstreams.ts';

/** The key under which the controller stores an object of that name (`pkg/id`). */
export const keyOfName = (name: string): string => crc32(name).toString(16);

const ruleFates = {
  name: 'taken',
  priority: 'taken',
  timeout: 'taken',
  match: 'taken',
  backends: 'taken',
  upstreams: 'taken',
  websocket: 'taken',
  plugin_config_name: 'taken',
  plugin_config_namespace: 'taken',
  plugins: 'taken',
  authentication: 'taken',
} as const;

const matchFates = {
  paths: 'taken',
  methods: 'taken',
  hosts: 'taken',
  remoteAddrs: 'taken',
  exprs: 'taken',
  filter_func: 'taken',
} as const;

type Plugins = ReadonlyMap<string, Node>;

/** Plugins of the ApisixPluginConfig, of the rule over them, and the authentication over both. */
function rulePlugins(translation: Translation, route: Manifest, rule: Node): Plugins | Refusal {
  const name = child(rule, 'plugin_config_name');
  const place = child(rule, 'plugin_config_namespace');
  const reference = textOf(name) ?? '';
  const namespace = textOf(place) || route.namespace;
  let configured: Plugins | Refusal = new Map();
  if (name !== undefined && reference !== '') {
    const found = translation.cluster.find('ApisixPluginConfig.apisix.apache.org', namespace, reference);
    if (found === undefined) return { node: name, reason: `ApisixPluginConfig ${namespace}/${reference}` };
    translation.referred.add(found.node);
    markEnvelope(translation, found);
    configured = pluginsOf(translation, namespace, child(found.spec, 'plugins'));
  }
  mark(translation, name, 'exact');
  mark(translation, place, 'exact');
  if (isRefusal(configured)) return configured;
  const own = pluginsOf(translation, route.namespace, child(rule, 'plugins'));
  if (isRefusal(own)) return own;
  return new Map([...configured, ...own, ...authenticationOf(translation, child(rule, 'authentication'))]);
}

interface Rule {
  readonly route: Manifest;
  readonly rule: Node;
  readonly index: number;
}

/** Hosts are trimmed, in lower case, and named once. */
function hostsOf({ make }: Translation, hosts: Node | undefined): Node | undefined {
  if (hosts === undefined || itemsOf(hosts).length === 0) return undefined;
  const unique = new Map<string, Node>();
  for (const host of itemsOf(hosts)) {
    const name = (textOf(host) ?? '').trim().toLowerCase();
    const known = unique.get(name);
    unique.set(name, make.value(host, name, known === undefined ? [host] : [host, known]));
  }
  return make.list(hosts, Array.from(unique.values()));
}

function readRule(translation: Translation, { route, rule, index }: Rule): Refusal | undefined {
  const { make, opening, collected } = translation;
  sortFields(opening, rule, ruleFates, 'rule');
  const match = child(rule, 'match');
  sortFields(opening, match, matchFates, 'match');
  const plugins = rulePlugins(translation, route, rule);
  if (isRefusal(plugins)) return plugins;
  const vars = varsOf(translation, child(match, 'exprs'));
  if (isRefusal(vars)) return vars;
  const service = `${route.namespace}_${route.name}_${index}`;
  const backends = upstreamsOf(translation, { route, rule, service });
  if (isRefusal(backends)) return backends;
  const split = backends.split === undefined ? undefined : make.object(rule, [['traffic-split', backends.split]]);
  const hosts = hostsOf(translation, child(match, 'hosts'));
  const fields = [
    ['hosts', hosts],
    ['upstream', backends.upstream],
    ['plugins', split],
  ] as const;
  collected.add('services', service, make.object(rule, fields), keyOfName(service));
  const name = child(rule, 'name');
  mark(translation, name, 'exact');
  const limit = child(rule, 'timeout');
  const filter = child(match, 'filter_func');
  const id = `${route.namespace}_${route.name}_${idOf(name) ?? ''}`;
  const given = make.object(rule, [
    ['uris', child(match, 'paths')],
    ['methods', filled(translation, child(match, 'methods'))],
    ['remote_addrs', filled(translation, child(match, 'remoteAddrs'))],
    ['vars', vars],
    ['filter_func', textOf(filter) === '' ? undefined : filter],
    ['priority', child(rule, 'priority')],
    ['timeout', limit === undefined ? undefined : timeout(translation, limit)],
    ['enable_websocket', child(rule, 'websocket') ?? (backends.webSocket ? make.value(rule, true, []) : undefined)],
    ['plugins', plugins.size === 0 ? undefined : make.object(rule, plugins)],
    ['service_id', make.value(rule, service, [])],
  ]);
  collected.add('routes', id, given, keyOfName(id));
  return undefined;
}

/** An empty list says nothing. */
function filled(translation: Translation, list: Node | undefined): Node | undefined {
  if (list === undefined || itemsOf(list).length > 0) return list;
  mark(translation, list, 'ignored', 'APX015');
  return undefined;
}

/** Two rules of one name, and what else keeps the object from being taken over as a whole. */
function repeated(rules: readonly Node[]): Refusal | undefined {
  const names = new Set<string>();
  for (const rule of rules) {
    const name = child(rule, 'name');
    const text = idOf(name) ?? '';
    if (names.has(text)) return { node: name ?? rule, reason: `name ${text}` };
    names.add(text);
  }
  return undefined;
}

export function readRoute(translation: Translation, route: Manifest): void {
  markEnvelope(translation, route);
  sortFields(
    translation.opening,
    route.spec,
    { http: 'taken', stream: 'taken', ingressClassName: 'taken' },
    'ApisixRoute',
  );
  const [http, stream] = [child(route.spec, 'http'), child(route.spec, 'stream')];
  for (const list of [http, stream]) filled(translation, list);
  const rules = itemsOf(http);
  const before = translation.collected.mark();
  const refusal =
    repeated([...rules, ...itemsOf(stream)]) ??
    rules.map((rule, index) => readRule(translation, { route, rule, index })).find(isRefusal);
  if (refusal !== undefined) {
    before.undo();
    return refuse(translation, route, refusal);
  }
  for (const rule of itemsOf(stream)) readStream(translation, route, rule);
  if (!isObject(route.spec)) inert(translation, route.spec, 'spec');
}

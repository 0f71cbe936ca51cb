/** The static configuration (`config.yaml`): the route matcher and where APISIX listens. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { always } from '@banyan/core/condition/condition.ts';
import type { Document, Node } from '@banyan/core/document/node.ts';
import { pointerOf } from '@banyan/core/document/locate.ts';
import { child, eachWrittenLeaf } from '@banyan/core/document/values.ts';
import type { Listener, PathOption } from '../../model/model.ts';
import type { ReaderOptions } from '../reader.ts';
import type { Opened } from './doors/door.ts';
import type { Router } from './candidates.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { booleanOf, numberOf, textOf } from './typed.ts';

export interface Settings {
  readonly router: Router;
  readonly listeners: readonly Listener[];
  /** The port that redirects to https name; 443 when none is configured. */
  readonly httpsPort: number;
  /** undefined: those that APISIX enables by default. */
  readonly plugins: ReadonlySet<string> | undefined;
  readonly path: readonly PathOption[];
}

/** A file of that name, or a document that only static configurations look like. */
export function isStatic(document: Document): boolean {
  if (/(^|\/)config(-[^/]*)?\.ya?ml$/.test(document.file)) return true;
  return ['apisix', 'deployment', 'nginx_config'].some((name) => child(document.root, name) !== undefined);
}

const routers: readonly Router[] = ['radixtree_host_uri', 'radixtree_uri', 'radixtree_uri_with_parameter'];
const isRouter = (name: string | undefined): name is Router => routers.some((router) => router === name);

/** `9080`, `[9080, {ip, port}]`; an address of all interfaces when none is given. */
function listenersOf(node: Node | undefined, tls: boolean): Listener[] {
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const port = numberOf(item.kind === 'object' ? child(item, 'port') : item);
    const ip = textOf(child(item, 'ip'));
    const sources = item.kind === 'object' ? [child(item, 'port'), child(item, 'ip')] : [item];
    if (port === undefined) return [];
    return [
      {
        address: ip ?? '0.0.0.0',
        port,
        tls,
        assumed: false,
        sources: sources.filter((source) => source !== undefined),
      },
    ];
  });
}

type Loading = Pick<Reading, 'ledger' | 'findings'>;

/** Options that change how paths are matched. */
const pathOptions = {
  delete_uri_tail_slash: 'drops-tail-slash',
  normalize_uri_like_servlet: 'drops-parameters',
  match_uri_encoded_slash: 'keeps-escaped-slash',
} as const satisfies Record<string, PathOption['kind']>;

/** Those that are switched on. The writer says what becomes of them. */
function pathOptionsOf(apisix: Node | undefined): readonly PathOption[] {
  return Object.entries(pathOptions).flatMap(([origin, kind]) => {
    const source = child(apisix, origin);
    return source !== undefined && booleanOf(source) === true ? [{ kind, origin, source }] : [];
  });
}

function routerOf(reading: Loading, apisix: Node | undefined, options: ReaderOptions, whole: Node): Router {
  const node = child(child(apisix, 'router'), 'http');
  const named = textOf(node);
  if (node !== undefined) reading.ledger.mark(node, 'exact');
  if (isRouter(named)) return named;
  if (options.router !== undefined) return options.router;
  report(reading, 'APX030', { router: 'radixtree_host_uri' }, whole);
  return 'radixtree_host_uri';
}

/** How APISIX itself is run; no answer depends on it. */
const operations =
  /^\/(deployment|etcd|apisix\/(data_encryption|enable_admin|enable_control|control|enable_dev_mode|enable_server_tokens|id|router\/ssl|show_upstream_status_in_response_header|status)|plugin_attr\/(prometheus|log-rotate|server-info|inspect|skywalking|zipkin|opentelemetry)|nginx_config\/(error_log|error_log_level|worker_processes|worker_rlimit_nofile|worker_shutdown_timeout|event|user|enable_cpu_affinity|max_pending_timers|max_running_timers))(\/|$)/;

/** The requests that an option could concern, where its name tells. */
function touchedBy(option: string): Condition {
  if (option.startsWith('/apisix/ssl/')) return { subject: 'scheme', equals: 'https' };
  return option === '/apisix/enable_http2' ? { subject: 'httpVersion', equals: '2' } : always;
}

/** Says of everything else in the file whether it matters. */
function accountStatic(reading: Loading, config: Node, read: ReadonlySet<Node>): void {
  eachWrittenLeaf(config, (leaf) => {
    if (reading.ledger.entry(leaf) !== undefined || read.has(leaf)) return;
    const option = pointerOf(leaf);
    if (operations.test(option)) {
      if (/key|password|token/i.test(option)) reading.ledger.conceal(leaf);
      reading.ledger.mark(leaf, 'ignored', { code: 'APX043' });
      return;
    }
    // An option that is switched off is as if it were not there.
    if (leaf.kind === 'scalar' && booleanOf(leaf) === false)
      return reading.ledger.mark(leaf, 'ignored', { code: 'APX043' });
    report(reading, 'APX042', { option }, leaf, { routes: 'all', when: touchedBy(option) });
    reading.ledger.mark(leaf, 'unsupported', { code: 'APX042' });
  });
}

/** Names of the plugins that are loaded, where the file lists them. */
export function enabledPlugins(reading: Loading, list: Node | undefined): ReadonlySet<string> | undefined {
  if (list?.kind !== 'list') return undefined;
  reading.ledger.mark(list, 'exact');
  return new Set(list.items.flatMap((item) => textOf(item.kind === 'object' ? child(item, 'name') : item) ?? []));
}

/** What the static configuration says, and what had to be assumed because it says nothing. */
export function readStatic(
  reading: Loading,
  config: Node | undefined,
  options: ReaderOptions,
  opened: Pick<Opened, 'plugins' | 'whole'>,
): Settings {
  const apisix = child(config, 'apisix');
  const router = routerOf(reading, apisix, options, opened.whole);
  const plain = listenersOf(child(apisix, 'node_listen'), false);
  const ssl = child(apisix, 'ssl');
  const secure = booleanOf(child(ssl, 'enable')) === false ? [] : listenersOf(child(ssl, 'listen'), true);
  const path = pathOptionsOf(apisix);
  const attribute = child(child(child(config, 'plugin_attr'), 'redirect'), 'https_port');
  if (attribute !== undefined) reading.ledger.mark(attribute, 'exact');
  const httpsPort = numberOf(attribute) ?? secure[0]?.port ?? 443;
  const enable = child(ssl, 'enable');
  if (enable !== undefined) reading.ledger.mark(enable, 'exact');
  const listeners = [...plain, ...secure];
  const plugins = enabledPlugins(reading, opened.plugins ?? child(config, 'plugins'));
  const settled = { router, httpsPort, plugins, path };
  for (const { sources } of listeners) for (const source of sources) reading.ledger.mark(source, 'exact');
  if (config !== undefined) accountStatic(reading, config, new Set(path.map(({ source }) => source)));
  if (listeners.length > 0) return { ...settled, listeners };
  if (options.listen === undefined) report(reading, 'APX031', { address: '127.0.0.1', port: 9080 }, opened.whole);
  return {
    ...settled,
    listeners: [{ address: '127.0.0.1', port: 9080, tls: false, assumed: true, sources: [] }],
  };
}

import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer } from '../answer.ts';
import type { Evaluator, Moment } from '../evaluator.ts';
import type { Callee } from '../call.ts';
import type { Context } from './context.ts';
import { type Dangling, type EffectiveRoute, effectiveRoute, inOrder } from './effective.ts';
import { objects, readGateway } from './gateway.ts';
import { tableOf, valueOf } from './lua/value.ts';
import { loadable } from './objects/check.ts';
import { accessPhase, globalPhase } from './phases/access.ts';
import { answerOf, type Original } from './phases/answer.ts';
import { type Proxied, proxyPhase } from './phases/proxy.ts';
import { filterPhase, logPhase, respond } from './phases/respond.ts';
import type { Exit } from './plugins/plugin.ts';
import type { Exchange } from './request/exchange.ts';
import { headerVariable, setHeader } from './request/headers.ts';
import { type PathOptions, readPath } from './request/path-options.ts';
import { openExchange } from './request/open.ts';
import { hostUriRouter } from './routing/host-uri.ts';
import { type RoutingRoute, routingRoute } from './routing/route.ts';
import type { Matched, Router, RouterKind } from './routing/router.ts';
import { readCertificates } from './tls.ts';
import { uriRouter } from './routing/uri.ts';
import { servingOf } from './serving.ts';
import { type Backend, bareEcho, echo } from './upstream/backend.ts';

/** How the gateway is set up, beside its routes. */
export interface Options extends PathOptions {
  /** `apisix.router.http`. */
  readonly router: RouterKind;
  /** How the configuration was loaded: a standalone file, or the admin API, which refuses what is invalid. */
  readonly door: 'file' | 'admin';
  /** `plugins` of config.yaml: the ones that are loaded; the default list unless given. */
  readonly plugins?: ReadonlySet<string> | undefined;
  /** Turns an RFC 6901 pointer of the configuration into file:line:column, for the trace. */
  readonly place?: ((pointer: string) => string | undefined) | undefined;
  /** Collects the decisions of every request; costs time. */
  readonly trace?: boolean | undefined;
  /** Port of HTTPS (`plugin_attr.redirect.https_port`, else `apisix.ssl.listen`) when TLS is on. */
  readonly httpsPort?: number | undefined;
  /** From 0 (included) to 1 (excluded); 0.5 always, unless given. */
  readonly random?: (() => number) | undefined;
  /** Environment variables of the gateway process, for `$env://`. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** What the nodes answer; the plain echo unless given. */
  readonly backend?: Backend | undefined;
  /** Whether a host name has an address; every name unless given. */
  readonly resolves?: ((host: string) => boolean) | undefined;
  /** What servers answer that plugins ask; without it such plugins are not covered. */
  readonly call?: Callee | undefined;
  /** The answers are served over sockets: they carry `serving`, and nodes are asked by whoever serves them. */
  readonly serve?: boolean | undefined;
}

/**
 * An evaluator for a configuration: a plain object with the lists routes, services, upstreams, consumers,
 * consumer_groups, plugin_configs, global_rules and plugin_metadata, as the standalone file and the admin API have them.
 */
export function createEvaluator(config: unknown, options: Options): Evaluator {
  const written = tableOf(valueOf(config)) ?? {};
  const root = options.door === 'file' ? loadable(written, options.plugins) : written;
  const gateway = readGateway(root, {
    environment: options.environment ?? {},
    httpsPort: options.httpsPort,
    random: options.random ?? (() => 0.5),
    resolves: options.resolves ?? (() => true),
    call: options.call,
  });
  const services = new Map([...gateway.services].map(([id, service]) => [id, service.object]));
  const routes = objects(root, 'routes').flatMap(
    ({ id, object, pointer }) => routingRoute(id, object, pointer, services) ?? [],
  );
  const router: Router =
    options.router === 'radixtree_host_uri'
      ? hostUriRouter(routes)
      : uriRouter(routes, options.router === 'radixtree_uri_with_parameter');
  const effective = new Map<RoutingRoute, EffectiveRoute | Dangling>();
  const global = inOrder(gateway.global);
  // Where nodes are asked later, nothing of theirs may stand in the answer yet.
  const backend = options.backend ?? (options.serve === true ? bareEcho : echo);
  const certificate = readCertificates(root);
  // Without any certificate here, TLS ends somewhere before the gateway.
  const endsTls = objects(root, 'ssls').length > 0;
  // A client that names no server name is taken to send the host's, as clients do.
  const nameOf = (request: GatewayRequest): string => request.sni ?? request.host?.replace(/:\d*$/, '') ?? '';

  return {
    answer(request: GatewayRequest, at: Moment): Answer {
      const exchange = openExchange(request, at.now);
      const secure = endsTls && request.scheme === 'https';
      const handshake = secure ? certificate(nameOf(request)) : undefined;
      if (secure && handshake === undefined) return refusedHandshake(request);
      if ('refused' in exchange) return refusedByServer(exchange.refused, request.method);
      const original: Original = { headers: exchange.sent, body: exchange.body, method: exchange.method };
      const unproven = handshake?.client?.trusts(request.client_certificate) === false ? handshake.client : undefined;
      if (unproven !== undefined && unproven.exempts === undefined) return closedHandshake(request);
      announce(exchange);
      const trace = options.trace === true ? [] : undefined;
      // A host that asks for a client certificate is reached under its own server name only (verify_https_client).
      const strange = secure && certificate(exchange.host)?.client !== undefined && nameOf(request) !== exchange.host;
      const refused = strange || unproven?.exempts?.(exchange.uri) === false;
      const path = refused ? undefined : readPath(exchange, options);
      const matched = path === undefined ? undefined : router(exchange, path.match, trace);
      const context = contextOf(exchange, path?.forward ?? '', trace);
      const outcome =
        path === undefined ? { status: 400 } : matched === undefined ? notFound(context) : run(context, matched);
      const proxied = 'courses' in outcome ? outcome : undefined;
      const serving = options.serve === true ? servingOf(context, proxied, global) : undefined;
      if (!('courses' in outcome)) respond(context, outcome);
      // Served answers are filtered when the node has answered.
      if (serving?.forward === undefined) {
        filterPhase(context, global);
        logPhase(context, global);
      }
      const made = answerOf(context, matched, proxied, original);
      const answer = serving === undefined ? made : { ...made, serving };
      return options.place === undefined ? answer : placed(answer, options.place);
    },
  };

  function contextOf(exchange: Exchange, upstreamUri: string, trace: Context['trace']): Context {
    return {
      gateway,
      exchange,
      response: { status: 200, headers: [], body: '', source: 'plugin' },
      route: undefined,
      plugins: [],
      consumer: undefined,
      upstreamHost: headerVariable(exchange.headers, 'host') ?? '',
      upstreamUri,
      share: undefined,
      shares: [],
      rawTarget: true,
      body: undefined,
      captures: undefined,
      notes: new Map(),
      filters: new Map(),
      skipped: new Set(),
      trace,
      notCovered: exchange.notCovered,
    };
  }

  function notFound(context: Context): Exit {
    return globalPhase(context, global) ?? { status: 404, body: { error_msg: '404 Route Not Found' } };
  }

  function run(context: Context, matched: Matched): Exit | Proxied {
    const route = effectiveOf(matched.route);
    context.exchange.parameters = matched.parameters;
    if ('missing' in route) {
      context.trace?.push({ step: 'route', detail: `${route.missing} does not exist`, place: matched.route.pointer });
      return { status: route.status };
    }
    context.route = route;
    const { named } = context.exchange;
    named.set('route_id', route.id);
    if (route.name !== undefined) named.set('route_name', route.name);
    if (route.service !== undefined) named.set('service_id', route.service);
    if (route.serviceName !== undefined) named.set('service_name', route.serviceName);
    context.trace?.push({ step: 'route', detail: route.id, place: route.pointer });
    return accessPhase(context, global) ?? proxyPhase(context, global, backend);
  }

  function effectiveOf(route: RoutingRoute): EffectiveRoute | Dangling {
    const known = effective.get(route);
    if (known !== undefined) return known;
    const made = effectiveRoute(route, gateway);
    effective.set(route, made);
    return made;
  }
}

/** No certificate, no connection: there is no HTTP answer at all. */
const refusedHandshake = (request: GatewayRequest): Answer => ({
  status: 0,
  route: null,
  trace: [
    { step: 'tls', detail: `no certificate for ${request.sni ?? request.host ?? 'a client without server name'}` },
  ],
});

/** The client has not proved who it is: the connection ends with the handshake. */
const closedHandshake = (request: GatewayRequest): Answer => ({
  status: 0,
  route: null,
  trace: [{ step: 'tls', detail: `no valid client certificate for ${request.sni ?? request.host ?? ''}` }],
});

/** nginx's own answer to a request that it does not hand on. */
const refusedByServer = (status: number, method: string): Answer => ({
  status,
  route: null,
  headers: { server: 'openresty', 'content-type': 'text/html; charset=utf-8' },
  trace: [{ step: 'request', detail: `refused by the server: ${method}` }],
});

/** X-Forwarded-* as the generated nginx.conf sets them before anything else; the client's own do not count. */
function announce(exchange: Exchange): void {
  const host = headerVariable(exchange.headers, 'host') ?? '';
  setHeader(exchange.headers, 'X-Forwarded-Proto', exchange.scheme);
  setHeader(exchange.headers, 'X-Forwarded-Host', host === '' ? exchange.host : host);
  setHeader(exchange.headers, 'X-Forwarded-Port', /:(\d+)$/.exec(host)?.[1] ?? String(exchange.port));
  setHeader(exchange.headers, 'Forwarded', undefined);
}

function placed(answer: Answer, place: (pointer: string) => string | undefined): Answer {
  const trace = answer.trace.map(({ place: pointer, ...step }) => {
    const found = pointer === undefined ? undefined : place(pointer);
    return found === undefined ? step : { ...step, place: found };
  });
  return { ...answer, trace };
}

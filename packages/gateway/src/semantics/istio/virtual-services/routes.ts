import { type Data, number, table, text, texts } from '../../envoy/data.ts';
import type { Match, Proxy, Rule, VirtualService } from '../model.ts';
import { selects, labelsOf } from '../object.ts';
import type { Origins } from '../origin.ts';
import type { Services } from '../services/services.ts';
import { cors, directResponse, type Listening, redirect } from './answers.ts';
import { forward } from './destinations.ts';
import { fault } from './fault.ts';
import { after, headerOperations } from './headers.ts';
import { routeMatch, stringMatch } from './match.ts';

export interface Building extends Listening {
  readonly proxy: Proxy;
  /** `namespace/name` of the gateway that the routes are for. */
  readonly gateway: string;
  readonly services: Services;
  readonly origins: Origins;
}

/**
 * The routes that a VirtualService becomes: its rules in their order, one route for each condition. Whatever follows a rule
 * for all requests is never reached and left out.
 */
export function routesOf(service: VirtualService, building: Building): readonly Data[] {
  const made: Data[] = [];
  for (const rule of service.rules) {
    if (rule.matches.length === 0) return [...made, routeOf(service, rule, undefined, building)];
    for (const match of rule.matches) {
      if (!applies(match.data, building)) continue;
      const route = routeOf(service, rule, match, building);
      made.push(route);
      if (catchesAll(route)) return made;
    }
  }
  return made;
}

/** A condition may name the port, the gateways and the proxies that it is for. */
function applies(match: Data, { port, gateway, proxy }: Building): boolean {
  const own = number(match, 'port') ?? 0;
  if (own !== 0 && own !== port) return false;
  const gateways = texts(match, 'gateways');
  if (gateways.length > 0) return gateways.includes(gateway);
  const namespace = text(match, 'sourceNamespace') ?? '';
  return selects(labelsOf(match, 'sourceLabels'), proxy.labels) && (namespace === '' || namespace === proxy.namespace);
}

function routeOf(service: VirtualService, rule: Rule, match: Match | undefined, building: Building): Data {
  const { data } = rule;
  const matched = routeMatch(match?.data, service.segments);
  const operations = headerOperations(table(data, 'headers'));
  const name = text(data, 'name') ?? '';
  const part = text(match?.data ?? {}, 'name') ?? '';
  const action = actionOf(service, data, matched, operations.authority, building);
  const [faults, policy] = [table(data, 'fault'), table(data, 'corsPolicy')];
  const filters = {
    ...(faults === undefined ? {} : { 'envoy.filters.http.fault': fault(faults) }),
    ...(policy === undefined ? {} : { 'envoy.filters.http.cors': cors(policy, stringMatch) }),
  };
  const several = rule.matches.length > 1 && match !== undefined;
  const place = several ? `, condition ${rule.matches.indexOf(match) + 1}` : '';
  return building.origins.mark(
    {
      name: part === '' ? name : `${name}.${part}`,
      match: matched,
      decorator: { operation: operationOf(action.action, matched, service, building.port) },
      ...action.action,
      ...after(operations.fields, action.headers),
      ...(Object.keys(filters).length === 0 ? {} : { typed_per_filter_config: filters }),
    },
    { at: match?.at ?? rule.at, what: `${rule.title}${place}` },
  );
}

function actionOf(
  { segments }: VirtualService,
  rule: Data,
  match: Data,
  authority: string | undefined,
  building: Building,
): { readonly action: Data; readonly headers: Data } {
  const [away, direct] = [table(rule, 'redirect'), table(rule, 'directResponse')];
  if (away !== undefined) return { action: redirect(away, building), headers: {} };
  if (direct !== undefined) return { action: directResponse(direct), headers: {} };
  const { route, headers } = forward(rule, match, authority, { ...building, segments });
  return { action: { route }, headers };
}

/** What the route is called in traces, and in a header that its destination gets. */
function operationOf(action: Data, match: Data, { name }: VirtualService, port: number): string {
  const prefix = text(match, 'prefix');
  const path =
    prefix === undefined
      ? (text(match, 'path') ?? text(table(match, 'safe_regex') ?? {}, 'regex') ?? '/*')
      : `${prefix}*`;
  const [, number, , host] = (text(table(action, 'route') ?? {}, 'cluster') ?? '').split('|');
  return host === undefined ? `${name}:${port}${path}` : `${host}:${number}${path}`;
}

/** A route for every path, without any other condition. */
export function catchesAll({ match }: Data): boolean {
  const { prefix, path_separated_prefix: separated, safe_regex: regex, ...rest } = table({ match }, 'match') ?? {};
  const all = prefix === '/' || separated === '/' || text(table({ regex }, 'regex') ?? {}, 'regex') === '.*';
  return (
    all &&
    rest['headers'] === undefined &&
    rest['query_parameters'] === undefined &&
    rest['dynamic_metadata'] === undefined
  );
}

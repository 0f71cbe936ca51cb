import { type Data, number, table, tables, text, texts } from '../../envoy/data.ts';
import { namesOf } from '../virtual-services/table.ts';
import { merged, type Merging } from './merge.ts';
import { edited, isMerge, type Patch, type Patches } from './patches.ts';

export type MergingOf = (patch: Patch) => Merging;

/** ROUTE_CONFIGURATION, VIRTUAL_HOST and HTTP_ROUTE, from the outside to the inside. */
export function patchedRoutes(config: Data, patches: Patches, mergingOf: MergingOf): Data {
  const whole = patches('ROUTE_CONFIGURATION')
    .filter((patch) => isMerge(patch) && fitsConfig(config, patch))
    .reduce((made, patch) => merged(made, patch.value, mergingOf(patch)), config);
  const hosts = tables(whole, 'virtual_hosts').flatMap((host) => patchedHost(host, config, patches, mergingOf));
  const added = patches('VIRTUAL_HOST')
    .filter((patch) => patch.operation === 'ADD' && fitsConfig(config, patch))
    .map(({ value }) => value);
  return { ...whole, virtual_hosts: [...hosts, ...added] };
}

function patchedHost(host: Data, config: Data, patches: Patches, mergingOf: MergingOf): readonly Data[] {
  let made = host;
  for (const patch of patches('VIRTUAL_HOST')) {
    if (!fitsConfig(config, patch) || !fitsHost(made, patch)) continue;
    if (patch.operation === 'REMOVE') return [];
    if (isMerge(patch)) made = merged(made, patch.value, mergingOf(patch));
    else if (patch.operation === 'REPLACE') made = patch.value;
  }
  const own = patches('HTTP_ROUTE').filter((patch) => fitsConfig(config, patch) && fitsHost(made, patch));
  if (own.length === 0) return [made];
  const routes = tables(made, 'routes').flatMap((route) => patchedRoute(route, own, mergingOf));
  const all = own.reduce<readonly Data[]>((list, patch) => addedTo(list, patch, mergingOf), routes);
  const [first] = own;
  const origins = first === undefined ? undefined : mergingOf(first).origins;
  const origin = origins?.of(made);
  const whole = { ...made, routes: all };
  return [origin === undefined ? whole : (origins?.mark(whole, origin) ?? whole)];
}

function patchedRoute(route: Data, patches: readonly Patch[], mergingOf: MergingOf): readonly Data[] {
  let made = route;
  for (const patch of patches) {
    if (!fitsRoute(made, patch)) continue;
    if (patch.operation === 'REMOVE') return [];
    if (isMerge(patch)) made = merged(made, patch.value, mergingOf(patch));
  }
  return [made];
}

function addedTo(routes: readonly Data[], patch: Patch, mergingOf: MergingOf): readonly Data[] {
  if (!/^(?:ADD|INSERT_)/.test(patch.operation)) return routes;
  const value = mergingOf(patch).origins.mark({ ...patch.value }, patch.origin);
  const names = table(hostMatch(patch) ?? {}, 'route') !== undefined;
  return edited(routes, patch, { names, is: (route) => fitsRoute(route, patch) }, value);
}

const configMatch = ({ match }: Patch): Data | undefined => table(match, 'routeConfiguration');
const hostMatch = (patch: Patch): Data | undefined => table(configMatch(patch) ?? {}, 'vhost');

function fitsConfig(config: Data, patch: Patch): boolean {
  const match = configMatch(patch);
  if (match === undefined) return true;
  const { port, portName, gateway } = namesOf(config);
  const wanted = text(match, 'name') ?? '';
  const wantedPort = number(match, 'portNumber') ?? 0;
  return (
    (wanted === '' || wanted === text(config, 'name')) &&
    (text(match, 'portName') ?? portName) === portName &&
    (text(match, 'gateway') ?? gateway) === gateway &&
    (wantedPort === 0 || wantedPort === port)
  );
}

function fitsHost(host: Data, patch: Patch): boolean {
  const match = hostMatch(patch);
  if (match === undefined) return true;
  const [name, domain] = [text(match, 'name') ?? '', text(match, 'domainName') ?? ''];
  return (name === '' || name === text(host, 'name')) && (domain === '' || texts(host, 'domains').includes(domain));
}

const actions: Readonly<Record<string, string>> = {
  ROUTE: 'route',
  REDIRECT: 'redirect',
  DIRECT_RESPONSE: 'direct_response',
};

function fitsRoute(route: Data, patch: Patch): boolean {
  const match = table(hostMatch(patch) ?? {}, 'route');
  if (match === undefined) return true;
  const name = text(match, 'name') ?? '';
  const action = actions[text(match, 'action') ?? 'ANY'];
  return (name === '' || name === text(route, 'name')) && (action === undefined || route[action] !== undefined);
}

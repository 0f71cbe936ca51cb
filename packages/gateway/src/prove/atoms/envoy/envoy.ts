/** Atoms of an Envoy bootstrap: of each route of each virtual host, and of the listeners' filters as one more site. */
import { type Atoms, emptySite, type PathAtom, type Site } from '../atoms.ts';
import { joined } from '../join.ts';
import { samplesOf } from '../samples.ts';
import { listOf, type Table, tableOf, textOf, textsOf } from '../table.ts';
import { headerPart, partsOf } from './parts.ts';
import { matcherExamples } from './strings.ts';

export function envoyAtoms(bootstrap: unknown): Atoms {
  const listeners = listOf(tableOf(tableOf(bootstrap)?.['static_resources'])?.['listeners']);
  const seen = new Set<string>();
  const sites: Site[] = [];
  const names: string[] = [];
  const windows: number[] = [];
  for (const { chain, pointer } of chainsOf(listeners)) {
    names.push(...textsOf(tableOf(chain['filter_chain_match'])?.['server_names']));
    for (const [index, filter] of listOf(chain['filters']).entries()) {
      const manager = tableOf(tableOf(filter)?.['typed_config']);
      const config = tableOf(manager?.['route_config']);
      if (manager === undefined || config === undefined) continue;
      // Several listeners often share one table.
      const text = JSON.stringify([config, manager['http_filters']]);
      if (seen.has(text)) continue;
      seen.add(text);
      const at = `${pointer}/filters/${index}/typed_config`;
      sites.push(...managerSites(manager, config, at));
      windows.push(...(partsOf(manager['http_filters'], '').limits ?? []).map((limit) => limit.seconds));
    }
  }
  return { sites, names, windows };
}

function* chainsOf(listeners: readonly unknown[]): Generator<{ readonly chain: Table; readonly pointer: string }> {
  for (const [at, listener] of listeners.entries()) {
    const pointer = `/static_resources/listeners/${at}`;
    for (const [index, chain] of listOf(tableOf(listener)?.['filter_chains']).entries())
      yield { chain: tableOf(chain) ?? {}, pointer: `${pointer}/filter_chains/${index}` };
    const last = tableOf(tableOf(listener)?.['default_filter_chain']);
    if (last !== undefined) yield { chain: last, pointer: `${pointer}/default_filter_chain` };
  }
}

function managerSites(manager: Table, config: Table, pointer: string): readonly Site[] {
  const whole: Site = { ...emptySite('listener', pointer), paths: [{ kind: 'prefix', text: '/' }] };
  const filters = partsOf(manager['http_filters'], 'listener');
  const routes = listOf(config['virtual_hosts']).flatMap((value, at) => {
    const host = tableOf(value) ?? {};
    const domains = textsOf(host['domains']).filter((name) => name !== '*');
    const shared = partsOf(host['typed_per_filter_config'], `host ${at}`);
    return listOf(host['routes']).map((route, index) =>
      siteOf(tableOf(route) ?? {}, domains, `${pointer}/route_config/virtual_hosts/${at}/routes/${index}`, shared),
    );
  });
  // Limits are switched on by routes, and the routes of the other side show them.
  return [{ ...joined(whole, filters), limits: [] }, ...routes];
}

function siteOf(route: Table, hosts: readonly string[], pointer: string, shared: Partial<Site>): Site {
  const match = tableOf(route['match']) ?? {};
  const written = textOf(tableOf(tableOf(tableOf(route['metadata'])?.['filter_metadata'])?.['banyan'])?.['route']);
  const base: Site = { ...emptySite(written ?? textOf(route['name']) ?? '', pointer), hosts, paths: pathsOf(match) };
  const { headers: _, ...rest } = match;
  return joined(
    base,
    ...listOf(match['headers']).map((one) => headerPart(tableOf(one) ?? {}) ?? {}),
    ...listOf(match['query_parameters']).map((one) => queryPart(tableOf(one) ?? {})),
    partsOf(rest, pointer),
    partsOf({ ...route, match: null, metadata: null }, pointer),
    shared,
  );
}

function pathsOf(match: Table): readonly PathAtom[] {
  const exact = textOf(match['path']);
  if (exact !== undefined) return [{ kind: 'exact', text: exact }];
  const prefix = textOf(match['prefix']);
  if (prefix !== undefined) return [{ kind: 'prefix', text: prefix }];
  const separated = textOf(match['path_separated_prefix']);
  if (separated !== undefined)
    return [
      { kind: 'exact', text: separated },
      { kind: 'prefix', text: `${separated}/` },
    ];
  const regex = textOf(tableOf(match['safe_regex'])?.['regex']);
  const samples = regex === undefined ? [] : samplesOf(regex);
  return samples.map((text) => ({ kind: 'exact', text: text.split('?')[0] ?? text }));
}

function queryPart(table: Table): Partial<Site> {
  const name = textOf(table['name']);
  if (name === undefined) return {};
  const [accepted, refused] = matcherExamples(table) ?? [['1'], []];
  return { tests: [{ carrier: { on: 'query', name }, accepted, refused }] };
}

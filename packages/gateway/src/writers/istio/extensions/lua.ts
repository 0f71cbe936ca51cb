/**
 * Lua of routes in TrafficExtensions, which Istio runs for every request of the gateway: the script looks for the name of
 * the route that was chosen. They stand in the order of Envoy's own filters, between a script that requests meet first and
 * one that they meet last.
 */
import type { Model } from '../../../model/model.ts';
import type { JsonObject } from '../../envoy/config.ts';
import { manager } from '../../envoy/listener.ts';
import { quoted } from '../../envoy/lua/code.ts';
import { forwardHeader, restoreFilter, targetHeader } from '../../envoy/lua/path.ts';
import type { Needs } from '../../envoy/policies/variant.ts';
import { routeHeader } from '../rules/forwarding.ts';
import { type Naming, nameFor, object } from '../../kubernetes/objects.ts';
import { list, record, text } from '../../kubernetes/plain.ts';
import { workload } from '../objects.ts';
import { back } from './back.ts';
import { front } from './front.ts';

/** What a TrafficExtension takes (its schema: maxLength). */
const mostText = 65_536;
/** Istio's own part of the chain in which scripts stand, first and last. */
const first = 'AUTHN';

interface RouteScript {
  readonly route: string;
  readonly filter: string;
  readonly source: string;
}

const extension = (name: string, priority: number, inlineCode: string, naming: Naming): JsonObject =>
  object('extensions.istio.io/v1alpha1', 'TrafficExtension', name, naming, {
    spec: { selector: { matchLabels: workload }, phase: first, priority, lua: { inlineCode } },
  });

/** In the order in which requests meet them. */
export function trafficExtensions(
  model: Model,
  needs: Needs,
  scripts: readonly RouteScript[],
  types: ReadonlyMap<string, string>,
  naming: Naming,
): readonly JsonObject[] {
  const taken = new Set<string>(['front', 'back']);
  let priority = 1000;
  const typing = [...types].map(([route, type]) => ({ route, filter: typeFilter, source: typeScript(type) }));
  const parts = inOrder(model, needs, [...typing, ...scripts]).flatMap(([filter, list]) =>
    chunksOf(bySource(list).flatMap(([source, routes]) => routeScripts(source, routes))).map((chunk) =>
      extension(
        nameFor(`route-${filter.split('/').at(-1) ?? ''}`, taken),
        --priority,
        dispatch(chunk, keepsRoute(filter, needs), filter === restoreFilter),
        naming,
      ),
    ),
  );
  return [
    extension('front', 1000, front(model, needs), naming),
    ...parts,
    extension('back', --priority, back(model, needs), naming),
  ];
}

/** Scripts by their filter, in the order of Envoy's chain. */
function inOrder(
  model: Model,
  needs: Needs,
  scripts: readonly RouteScript[],
): readonly (readonly [string, readonly RouteScript[]])[] {
  const byFilter = new Map<string, RouteScript[]>();
  for (const one of scripts) byFilter.set(one.filter, [...(byFilter.get(one.filter) ?? []), one]);
  const chain = [typeFilter, ...list(manager(model, [], needs)['http_filters']).map(({ name }) => text(name))];
  const place = (name: string): number => (chain.includes(name) ? chain.indexOf(name) : chain.length);
  return [...byFilter].toSorted(([one], [other]) => place(one) - place(other));
}

/** Whether Envoy's own instance of the filter leaves the route that was chosen. */
const keepsRoute = (filter: string, { filters }: Needs): boolean =>
  !filters.has(filter) || record(filters.get(filter))['clear_route_cache'] === false;

/** Routes do the same thousands of times, and every extension costs every request: a script is said once for all of its routes. */
function bySource(scripts: readonly RouteScript[]): readonly (readonly [string, readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const { route, source } of scripts) {
    const routes = found.get(source);
    if (routes === undefined) found.set(source, [route]);
    else routes.push(route);
  }
  return [...found];
}

/** Names of routes that one part may hold, in bytes: half of the room, since a script is short enough to be read. */
const mostNames = 30_000;

/** The script's two functions under the names of its routes, out of sight of the others. */
function routeScripts(source: string, routes: readonly string[]): readonly string[] {
  const names = routes.map(quoted);
  return chunksOf(
    names.map((name) => `${name}, `),
    mostNames,
  ).map((chunk) => {
    const served = chunk.join('').slice(0, -2);
    const serve =
      chunk.length === 1
        ? `  routes[${served}] = {envoy_on_request, envoy_on_response}\n`
        : `  for _, name in ipairs({${served}}) do routes[name] = {envoy_on_request, envoy_on_response} end\n`;
    return `do\n  local envoy_on_request, envoy_on_response\n${source}${serve}end\n`;
  });
}

/**
 * What a script changes must not choose another route, unless it is there to choose one: the route is named before. One
 * that makes a target of its own does so in place of the one that was sent.
 */
const dispatch = (parts: readonly string[], keeps: boolean, ownTarget: boolean): string => `local routes = {}
${parts.join('')}
local function run(handle, which)
  local name = handle:streamInfo():routeName()
  local own = routes[name]
  if own == nil or own[which] == nil then return end
  if which == 1 then handle:headers():${keeps ? `replace("${routeHeader}", name)` : `remove("${routeHeader}")`} end
  own[which](handle)
${ownTarget ? `  for _, name in ipairs({"${targetHeader}", "${forwardHeader}"}) do handle:headers():remove(name) end\n` : ''}end
function envoy_on_request(handle) run(handle, 1) end
function envoy_on_response(handle) run(handle, 2) end
`;

/** Envoy takes the content type off an answer without a body: a route's own is put back, behind all other scripts. */
const typeFilter = 'type';

const typeScript = (type: string): string => `function envoy_on_response(handle)
  if handle:headers():get("content-type") == nil then handle:headers():add("content-type", ${quoted(type)}) end
end
`;

/** Room is left for what stands around the parts. */
const around = 700;

function chunksOf(parts: readonly string[], most = mostText - around): readonly (readonly string[])[] {
  const chunks: string[][] = [[]];
  let size = 0;
  for (const part of parts) {
    if (size + part.length > most && size > 0) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(part);
    size += part.length;
  }
  return chunks;
}

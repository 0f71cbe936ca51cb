/**
 * One Envoy route as one http rule of a VirtualService. What Istio has no word for goes into a patch of the route where
 * EnvoyFilter is allowed, and scripts go to a TrafficExtension where Lua is; otherwise the route is closed.
 */
import type { FindingCode } from '@banyan/core/finding/finding.ts';
import type { HeaderMatcher, JsonObject } from '../../envoy/config.ts';
import { internal } from '../../envoy/match/carrier.ts';
import { closed } from '../../envoy/policies/unmapped.ts';
import { plainVariant } from '../../envoy/policies/variant.ts';
import { requestFilter, responseFilter } from '../../envoy/route-filters.ts';
import { headersOf, list, record, text } from '../plain.ts';
import { withoutAddressHeader } from '../match/client-address.ts';
import { requestOf } from '../match/requests.ts';
import type { IstioCode } from '../notes.ts';
import { actionOf } from './action.ts';
import { addForwarding, addPresets } from './forwarding.ts';
import { Edits } from './headers.ts';
import type { Mode, Words } from './words.ts';

/** Something to be said about a route. */
export interface Remark {
  readonly code: IstioCode;
  readonly part: string;
}

export interface Spoken {
  readonly rule: JsonObject;
  /** The route's name and what to merge into it. */
  readonly patch: JsonObject | undefined;
  /** Lua of the route, by the filter that it belongs to. */
  readonly scripts: readonly (readonly [filter: string, source: string])[];
  /** The content type of an answer without a body, which Envoy takes off and Lua puts back. */
  readonly emptyType: string | undefined;
  readonly remarks: readonly Remark[];
  /** By which finding the route answers 503, where it does so only in Istio. */
  readonly closed: FindingCode | undefined;
}

export function speak(route: JsonObject, words: Words): Spoken {
  const match = record(route['match']);
  const alternatives = requestsOf(match, words);
  const lot = match['runtime_fraction'] !== undefined;
  if ((alternatives.unsaid.length > 0 || alternatives.pathUnsaid || lot) && words.mode !== 'filters')
    return shut(
      route,
      alternatives.requests,
      { code: 'IST010', part: lot ? 'runtime_fraction' : partOf(alternatives.unsaid) },
      words,
    );
  const action = actionOf(route, words.destination);
  if (words.mode === 'filters') return patched(route, alternatives, action, words);
  if (action.unsaid.length > 0)
    return shut(route, alternatives.requests, { code: 'IST011', part: action.unsaid.join(', ') }, words);
  const filters = filtersOf(route);
  if (filters.unsaid.length > 0)
    return shut(route, alternatives.requests, { code: 'IST012', part: filters.unsaid.join(', ') }, words);
  const forwards = route['route'] !== undefined;
  const request = new Edits();
  const response = new Edits();
  const left: Remark[] = [];
  if (forwards) addPresets(request, words.forwarding);
  for (const one of forwards ? filters.request : [])
    if (!request.play(one)) left.push({ code: 'IST013', part: nameOf(one) });
  if (forwards) addForwarding(request, words, words.retries(clusterOf(route)));
  for (const one of [...filters.response, ...optionsOf(route)])
    if (!response.play(one)) left.push({ code: 'IST013', part: nameOf(one) });
  const emptyType =
    route['direct_response'] !== undefined && record(route['direct_response'])['body'] === undefined
      ? typeOf(filters.response)
      : undefined;
  if (emptyType !== undefined && words.mode === 'plain') left.push({ code: 'IST014', part: 'content-type' });
  const times = idleOf(route);
  if (times !== undefined) left.push({ code: 'IST015', part: times });
  return {
    rule: ruleOf(route, alternatives.requests, { ...action.said, fault: filters.fault }, request, response, words),
    patch: undefined,
    scripts: filters.scripts,
    emptyType,
    remarks: left,
    closed: undefined,
  };
}

interface Alternatives {
  readonly requests: readonly JsonObject[];
  readonly unsaid: readonly HeaderMatcher[];
  readonly pathUnsaid: boolean;
}

function requestsOf(match: JsonObject, { mode, forwarding, scripted }: Words): Alternatives {
  const given = headersOf(match);
  // What Envoy drops of a Referer is gone before any filter of Istio sees it.
  const headers =
    mode === 'filters'
      ? given
      : given.map((one) => (one.name === internal.referer ? { ...one, name: 'referer' } : one));
  const forged = headers.filter(({ name }) => !trusted(name, mode, scripted));
  const kept = headers.filter(({ name }) => trusted(name, mode, scripted));
  const lists = mode === 'plain' ? withoutAddressHeader(kept, forwarding) : [kept];
  const own = lists ?? [kept.filter(({ name }) => name !== internal.clientAddress)];
  const made = own.map((list) => requestOf({ ...match, headers: list }));
  return {
    requests: made.map(({ request }) => request),
    unsaid: [
      ...forged,
      ...(lists === undefined ? kept.filter(({ name }) => name === internal.clientAddress) : []),
      ...made.flatMap(({ unsaid }) => unsaid),
    ],
    pathUnsaid: made.some(({ pathUnsaid }) => pathUnsaid),
  };
}

/** Whether a header is what it says: internal ones are a client's own unless something sets them before. */
function trusted(name: string, mode: Mode, scripted: ReadonlySet<string>): boolean {
  if (!name.startsWith('x-banyan-') || mode === 'filters') return true;
  if (name === internal.port || name === internal.clientAddress) return true;
  return mode === 'lua' && (name === internal.httpVersion || name === internal.sni || scripted.has(name));
}

/** Says nothing of what is unknown and closes the route: more requests than it should, never fewer. */
function shut(route: JsonObject, requests: readonly JsonObject[], remark: Remark, words: Words): Spoken {
  const variant = closed(plainVariant, remark.code);
  const answer: JsonObject = { ...route, route: undefined, redirect: undefined, ...variant.final };
  const response = new Edits();
  for (const append of variant.finalHeaders) response.play({ append });
  const { said } = actionOf(answer, words.destination);
  return {
    rule: ruleOf(answer, requests, said, new Edits(), response, words),
    patch: undefined,
    scripts: [],
    emptyType: undefined,
    remarks: [remark],
    closed: remark.code,
  };
}

/** The rule says what it can, the patch the whole of the rest in Envoy's own words. */
function patched(
  route: JsonObject,
  { requests, unsaid, pathUnsaid }: Alternatives,
  action: ReturnType<typeof actionOf>,
  words: Words,
): Spoken {
  const patch: JsonObject = {
    match: matchPatch(record(route['match']), unsaid, pathUnsaid),
    ...action.patch,
    ...(route['route'] === undefined
      ? {}
      : { route: { ...record(action.patch['route']), ...upgradePatch(route, words) } }),
    metadata: route['metadata'],
    response_headers_to_add: route['response_headers_to_add'],
    typed_per_filter_config: route['typed_per_filter_config'],
  };
  const said = { ...action.said, timeout: undefined };
  return {
    rule: ruleOf(route, requests, said, new Edits(), new Edits(), words),
    patch: Object.values(patch).some((part) => part !== undefined) ? patch : undefined,
    scripts: [],
    emptyType: undefined,
    remarks: [],
    closed: undefined,
  };
}

/** A gateway of Istio lets every connection be upgraded: a route that does not must say so. */
const upgradePatch = (route: JsonObject, { upgrades }: Words): JsonObject =>
  upgrades && !allowsUpgrades(record(route['route']))
    ? { upgrade_configs: [{ upgrade_type: 'websocket', enabled: false }] }
    : {};

const allowsUpgrades = ({ upgrade_configs }: JsonObject): boolean =>
  upgrade_configs !== undefined && list(upgrade_configs).every((one) => one['enabled'] !== false);

/** What is merged into the match: Envoy joins lists, and one kind of path takes the place of another. */
function matchPatch(
  { runtime_fraction, safe_regex, path, prefix }: JsonObject,
  unsaid: readonly HeaderMatcher[],
  pathUnsaid: boolean,
): JsonObject | undefined {
  const own = pathUnsaid ? { safe_regex, path, prefix } : {};
  const patch = { ...own, headers: unsaid.length === 0 ? undefined : unsaid, runtime_fraction };
  return Object.values(patch).some((part) => part !== undefined) ? patch : undefined;
}

function ruleOf(
  route: JsonObject,
  requests: readonly JsonObject[],
  said: JsonObject,
  request: Edits,
  response: Edits,
  { retries }: Words,
): JsonObject {
  const matches = requests.filter((one) => Object.values(one).some((part) => part !== undefined));
  const edits = { request: request.said(), response: response.said() };
  const forwards = said['route'] !== undefined;
  const attempts = retries(clusterOf(route));
  return {
    name: route['name'],
    // One alternative that asks for nothing takes everything.
    match: matches.length < requests.length ? undefined : matches,
    ...said,
    retries: forwards
      ? attempts === 0
        ? noRetries
        : { attempts, retryOn: 'connect-failure,refused-stream' }
      : undefined,
    headers: edits.request === undefined && edits.response === undefined ? undefined : edits,
  };
}

const noRetries: JsonObject = { attempts: 0 };

interface Growing {
  readonly request: JsonObject[];
  readonly response: JsonObject[];
  readonly scripts: (readonly [string, string])[];
  readonly unsaid: string[];
  fault: JsonObject | undefined;
}
type Filters = Readonly<Growing>;

/** A delay is the one fault that the Envoy writer makes; a share of a million becomes per cent. */
function faultOf({ fixed_delay, percentage }: JsonObject): JsonObject {
  const value = Number(record(percentage)['numerator'] ?? 0) / 10_000;
  return { delay: { fixedDelay: fixed_delay, percentage: { value } } };
}

function filtersOf(route: JsonObject): Filters {
  const found: Growing = { request: [], response: [], scripts: [], unsaid: [], fault: undefined };
  for (const [name, value] of Object.entries(record(route['typed_per_filter_config']))) {
    const config = record(value);
    const mutations = record(config['mutations']);
    const source = record(config['source_code'])['inline_string'];
    if (name === responseFilter) found.response.push(...list(mutations['response_mutations']));
    else if (name === requestFilter) {
      found.request.push(...list(mutations['request_mutations']));
      if (mutations['query_parameter_mutations'] !== undefined) found.unsaid.push('query_parameter_mutations');
    } else if (typeof source === 'string') found.scripts.push([name, source]);
    else if (text(config['@type']).endsWith('.HTTPFault')) found.fault = faultOf(record(config['delay']));
    else if (!text(config['@type']).endsWith('.LuaPerRoute')) found.unsaid.push(name);
  }
  return found;
}

const optionsOf = (route: JsonObject): readonly JsonObject[] =>
  list(route['response_headers_to_add']).map((append) => ({ append }));

const clusterOf = (route: JsonObject): string => text(record(route['route'])['cluster']);

const idleOf = (route: JsonObject): string | undefined => {
  const idle = record(route['route'])['idle_timeout'];
  return typeof idle === 'string' ? idle : undefined;
};

const nameOf = (mutation: JsonObject): string =>
  text(record(record(mutation['append'])['header'])['key'] ?? mutation['remove'], 'header');

const typeOf = (mutations: readonly JsonObject[]): string | undefined => {
  const found = mutations.findLast((one) => nameOf(one).toLowerCase() === 'content-type');
  const value = record(record(found?.['append'])['header'])['value'];
  return typeof value === 'string' && !value.includes('%') ? value : undefined;
};
const partOf = (unsaid: readonly HeaderMatcher[]): string =>
  unsaid.length === 0 ? 'path' : [...new Set(unsaid.map(({ name }) => name))].join(', ');

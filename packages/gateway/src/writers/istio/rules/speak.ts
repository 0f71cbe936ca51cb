/**
 * One Envoy route as one http rule of a VirtualService. What Istio has no word for goes into a patch of the route where
 * EnvoyFilter is allowed, and scripts go to a TrafficExtension where Lua is; otherwise the route is closed.
 */
import type { HeaderMatcher, JsonObject } from '../../envoy/config.ts';
import { internal } from '../../envoy/match/carrier.ts';
import { closed } from '../../envoy/policies/unmapped.ts';
import { plainVariant } from '../../envoy/policies/variant.ts';
import { placeholder, respondFilter, respondScript } from '../extensions/respond.ts';
import { headersOf, list, record } from '../../kubernetes/plain.ts';
import { pathHeaders } from '../../envoy/lua/path.ts';
import { alternatives } from '../match/alternatives.ts';
import { withoutAddressHeader } from '../match/client-address.ts';
import { requestOf } from '../match/requests.ts';
import { actionOf, hasOwnHosts } from './action.ts';
import { editsOf, mutatedName } from './edits.ts';
import { filtersOf } from './filters.ts';
import { hostBefore } from './forwarding.ts';
import { Edits } from './headers.ts';
import { ruleOf } from './rule.ts';
import type { Mode, Remark, Spoken, Words } from './words.ts';

export function speak(route: JsonObject, words: Words): Spoken {
  const match = record(route['match']);
  const alternatives = requestsOf(match, words);
  const lot = match['runtime_fraction'] !== undefined;
  if ((alternatives.unsaid.length > 0 || alternatives.pathUnsaid || lot) && words.mode !== 'filters')
    return shut(
      route,
      alternatives,
      { code: 'IST010', part: lot ? 'runtime_fraction' : partOf(alternatives.unsaid) },
      words,
    );
  const action = actionOf(route, words.destination, hostBefore(words));
  if (words.mode === 'filters') return patched(route, alternatives, action, words);
  const respond = words.mode === 'lua' ? respondScript(record(route['direct_response'])) : undefined;
  const unsaid = action.unsaid.filter((part) => respond === undefined || part !== 'body_format');
  if (unsaid.length > 0) return shut(route, alternatives, { code: 'IST011', part: unsaid.join(', ') }, words);
  const filters = filtersOf(route, words);
  if (filters.unsaid.length > 0)
    return shut(route, alternatives, { code: 'IST012', part: filters.unsaid.join(', ') }, words);
  const edits = editsOf(route, filters, words, hasOwnHosts(action.said));
  const emptyType =
    route['direct_response'] !== undefined && record(route['direct_response'])['body'] === undefined && !respond
      ? typeOf(filters.response)
      : undefined;
  const left = [...edits.left];
  if (emptyType !== undefined && words.mode === 'plain') left.push({ code: 'IST014', part: 'content-type' });
  const times = idleOf(route);
  if (times !== undefined) left.push({ code: 'IST015', part: times });
  const answer = respond === undefined ? {} : answering(action.said, placeholder);
  const { request, response } = edits;
  return {
    rule: ruleOf(
      route,
      alternatives.requests,
      { ...action.said, ...answer, fault: filters.fault },
      request,
      response,
      words,
    ),
    patch: undefined,
    scripts: [
      ...filters.scripts,
      ...edits.scripts,
      ...(respond === undefined ? [] : [[respondFilter, respond] as const]),
    ],
    emptyType,
    remarks: left,
    unsaid: [],
    closed: undefined,
  };
}

const answering = ({ directResponse }: JsonObject, text: string): JsonObject => ({
  directResponse: { ...record(directResponse), body: { string: text } },
});

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
  const own = (lists ?? [kept.filter(({ name }) => name !== internal.clientAddress)]).flatMap(alternatives);
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
  return mode === 'lua' && ([...Object.values<string>(internal), ...pathHeaders].includes(name) || scripted.has(name));
}

/** Says nothing of what is unknown and closes the route: more requests than it should, never fewer. */
function shut(route: JsonObject, { requests, unsaid }: Alternatives, remark: Remark, words: Words): Spoken {
  const variant = closed(plainVariant, remark.code);
  const answer: JsonObject = { ...route, route: undefined, redirect: undefined, ...variant.final };
  const response = new Edits();
  for (const append of variant.finalHeaders) response.play({ append });
  const { said } = actionOf(answer, words.destination, {});
  return {
    rule: ruleOf(answer, requests, said, new Edits(), response, words),
    patch: undefined,
    scripts: [],
    emptyType: undefined,
    remarks: [remark],
    unsaid,
    closed: remark.code,
  };
}

/** The rule says what it can, its own name for the route's among it; the patch the whole of the rest in Envoy's own words. */
function patched(
  route: JsonObject,
  { requests, unsaid, pathUnsaid }: Alternatives,
  action: ReturnType<typeof actionOf>,
  words: Words,
): Spoken {
  const answered = saidAnswer(route);
  const patch: JsonObject = {
    match: matchPatch(record(route['match']), unsaid, pathUnsaid),
    ...action.patch,
    route: route['route'] === undefined ? undefined : forwardPatch(route, action.patch, words),
    metadata: ownMetadata(record(route['metadata'])),
    response_headers_to_add: answered === undefined ? route['response_headers_to_add'] : undefined,
    typed_per_filter_config: route['typed_per_filter_config'],
  };
  const said = { ...action.said, timeout: undefined };
  return {
    rule: ruleOf(route, requests, said, new Edits(), answered ?? new Edits(), words),
    patch: Object.values(patch).some((part) => part !== undefined) ? patch : undefined,
    scripts: [],
    emptyType: undefined,
    remarks: [],
    unsaid: [],
    closed: undefined,
  };
}

/** What filters read from the route. */
function ownMetadata({ filter_metadata }: JsonObject): JsonObject | undefined {
  const { route: _, fallback: __, ...banyan } = record(record(filter_metadata)['banyan']);
  return Object.values(banyan).some((one) => one !== undefined) ? { filter_metadata: { banyan } } : undefined;
}

/** Headers of an answer in words, which istiod puts where Envoy's route has them; undefined where it has no words. */
function saidAnswer(route: JsonObject): Edits | undefined {
  const options = list(route['response_headers_to_add']);
  const edits = new Edits();
  const sayable = options.every((append) => append['keep_empty_value'] !== true && edits.play({ append }));
  return options.length > 0 && sayable ? edits : undefined;
}

function forwardPatch(route: JsonObject, { route: own }: JsonObject, words: Words): JsonObject | undefined {
  const patch = { ...record(own), ...upgradePatch(route, words) };
  return Object.values(patch).some((part) => part !== undefined) ? patch : undefined;
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

const idleOf = (route: JsonObject): string | undefined => {
  const idle = record(route['route'])['idle_timeout'];
  return typeof idle === 'string' ? idle : undefined;
};

const typeOf = (mutations: readonly JsonObject[]): string | undefined => {
  const found = mutations.findLast((one) => mutatedName(one).toLowerCase() === 'content-type');
  const value = record(record(found?.['append'])['header'])['value'];
  return typeof value === 'string' && !value.includes('%') ? value : undefined;
};
const partOf = (unsaid: readonly HeaderMatcher[]): string =>
  unsaid.length === 0 ? 'path' : [...new Set(unsaid.map(({ name }) => name))].join(', ');

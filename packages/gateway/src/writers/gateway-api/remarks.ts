/** What Gateway API has no word for, or says otherwise: remarks about parts of routes, upstreams and the whole. */
import { all, any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Upstream } from '../../model/upstream.ts';
import { ruleCondition } from '../envoy/match/rule-condition.ts';
import type { Notes } from '../envoy/notes.ts';
import { bound, toldName } from '../istio/names.ts';
import { readOtherwise } from '../istio/wire.ts';
import type { Written } from '../writer.ts';
import { type Backend, reserve } from './backends.ts';
import type { OwnCors } from './cors.ts';
import type { Front } from './gateway.ts';
import { rowCondition } from './match/condition.ts';
import { type Part, unavailable } from './parts.ts';
import type { Listening, Spoken } from './rules.ts';

/** What a gateway of Istio sends to upstreams on its own account (observed); other implementations made of Envoy, parts of it. */
const addedHeaders = [
  'x-request-id',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-envoy-original-host',
  'x-envoy-original-path',
  'x-forwarded-client-cert',
] as const;

/** Requests whose forwarding headers Envoy completes in its own notation. */
const toldByClient = any([
  { subject: 'header:x-forwarded-for', present: true },
  { subject: 'header:x-real-ip', present: true },
]);

/** About the order of rules. */
export const listening = (notes: Notes): Listening => ({
  inverted: (first, second) =>
    notes.say({
      code: 'GWA005',
      params: { earlier: first.rule.route, later: second.rule.route },
      source: first.rule.source,
      routes: 'all',
      when: all([first.when, second.when]),
    }),
  dropped: ({ rule, when, strange }) =>
    notes.say({
      code: 'GWA012',
      params: { route: rule.route, methods: strange.join(', ') },
      source: rule.source,
      routes: [rule.route],
      when: all([when, { subject: 'method', in: strange }]),
    }),
});

/** About the rules that were written, each part of a route once. Gives what is closed. */
export function sayRules(rules: readonly Spoken[], notes: Notes): Written['closed'] {
  const closed: Written['closed'][number][] = [];
  const told = new Set<Part>();
  for (const { part, row } of rules) {
    sayRow(part, row, notes);
    if (part === undefined || told.has(part)) continue;
    told.add(part);
    sayPart(part, notes);
    if (part.closed !== undefined) closed.push({ route: part.rule.route, code: 'GWA001' });
  }
  return closed;
}

function sayRow(part: Part | undefined, row: Spoken['row'], notes: Notes): void {
  if (part === undefined) notes.say({ code: 'GWA013', routes: 'all', when: rowCondition(row) });
  const source = part?.rule.source;
  for (const [name, text] of row.parameters)
    if ('exact' in text)
      notes.say({ code: 'GWA011', source, routes: 'all', when: { subject: 'query', matches: escaped(name) } });
}

/** A parameter that is sent with escapes in it, or more than once. */
const escaped = (name: string): string => {
  const quoted = name.replaceAll(/[^A-Za-z0-9_]/g, '\\$&');
  return `(?:^|&)[^&=]*%|(?:^|&)${quoted}=[^&]*[%+]`;
};

function sayPart({ rule, action, closed, when }: Part, notes: Notes): void {
  const { route, source } = rule;
  const policies = rule.policies.flatMap(({ sources }) => sources);
  const remark = { source, routes: [route], when };
  if (closed !== undefined) {
    notes.say({ ...remark, code: 'GWA001', params: { route, part: closed }, routes: 'all' });
    notes.mark([...rule.matchSources, ...policies], 'unsupported', '', 'GWA001');
    return;
  }
  const whole = action.extensions.some(([kind]) => kind === 'answer');
  const own = (action.status !== undefined && !whole) || action.filters.some(({ type }) => type === 'RequestRedirect');
  if (own) notes.say({ ...remark, code: 'GWA016', params: { route } });
  if (action.status !== undefined && !whole && action.status !== unavailable && action.status !== 500) {
    notes.say({ ...remark, code: 'GWA002', params: { route, status: action.status } });
    notes.mark(policies, 'approximated', '', 'GWA002');
  }
  for (const part of action.left) {
    notes.say({ ...remark, code: 'GWA007', params: { route, part } });
    notes.mark(policies, 'unsupported', '', 'GWA007');
  }
  for (const { name, when: limited } of action.emptied)
    notes.say({ ...remark, code: 'GWA007', params: { route, part: name }, when: all([when, limited]) });
  if (action.emptied.length > 0) notes.mark(policies, 'approximated', '', 'GWA007');
  if (action.timeout !== undefined) notes.say({ code: 'GWA015', params: { route }, source, routes: [route] });
}

/** About what the API's own filter does otherwise. */
export function sayCors(rule: Rule, cors: OwnCors | undefined, notes: Notes): void {
  if (cors === undefined) return;
  const { sources } = cors.policy;
  notes.mark(sources, 'approximated', '', 'GWA022');
  const when = all([ruleCondition(rule), cors.when]);
  notes.say({ code: 'GWA022', params: { route: rule.route }, source: sources[0], routes: [rule.route], when });
}

/** `routes` are those that send to it. */
export function sayUpstream(
  upstream: Upstream,
  { left, verified }: Backend,
  routes: readonly string[],
  notes: Notes,
): void {
  const [source] = upstream.sources;
  for (const part of left) {
    const answers = part === reserve ? { routes, when: all([]) } : {};
    notes.say({ code: 'GWA009', params: { upstream: upstream.name, part }, source, ...answers });
  }
  if (left.length > 0)
    notes.mark([...upstream.balance.sources, ...upstream.host.sources], 'approximated', '', 'GWA009');
  for (const [part, found] of [['checks', upstream.checks] as const, ['tls', upstream.client] as const])
    if (left.includes(part) && found !== undefined) notes.mark(found.sources, 'unsupported', '', 'GWA009');
  if (verified) notes.say({ code: 'GWA014', params: { upstream: upstream.name }, source, routes, when: all([]) });
}

/** What only the answer of the source shows. */
function sayAnswers({ charset, rules }: Model, notes: Notes): void {
  const routes = [...new Set(rules.flatMap(({ route, action }) => (action.kind === 'forward' ? [route] : [])))];
  notes.say({ code: 'GWA024', routes, when: all([]), statuses: [502, 503, 504] });
  if (charset === undefined) return;
  const types = charset.types.map((type) => `${type}; charset=${charset.name}`);
  notes.say({ code: 'GWA023', params: { charset: charset.name }, routes, when: all([]), types });
}

/** `commands`: how many routes have values that Envoy fills. */
export function sayWhole(
  model: Model,
  { left, shown, gatewayClass }: Front,
  nowhere: Condition,
  commands: number,
  notes: Notes,
): void {
  if (commands > 0) notes.say({ code: 'GWA003', params: { routes: commands } });
  notes.say({ code: 'GWA004', routes: 'all', when: nowhere });
  if (model.upstreams.size > 0) {
    notes.say({ code: 'GWA020', routes: 'all', when: all([]), headers: addedHeaders });
    notes.say({ code: 'GWA021', routes: 'all', when: toldByClient });
    notes.say({ code: 'GWA017', routes: 'all', when: { subject: 'header:proxy-connection', present: true } });
    sayAnswers(model, notes);
  }
  notes.say({ code: 'GWA018', routes: 'all', when: readOtherwise });
  notes.say({ code: 'GWA019', routes: 'all', when: { subject: 'httpVersion', equals: '1.0' } });
  notes.say({ code: 'GWA010', params: { gatewayClass } });
  const servers = shown.flatMap(({ names }) => names.map((name) => [name]));
  for (const { names, sources } of shown) {
    // Each name is a listener of its own.
    const when = any(names.map((name) => bound([name], servers)));
    notes.say({ code: 'GWA025', params: { names: names.join(', ') }, source: sources[0], routes: 'all', when });
  }
  for (const { names, sources } of left) {
    const shown = any(names.map(toldName));
    const when = all([{ subject: 'scheme', equals: 'https' }, shown]);
    notes.say({ code: 'GWA008', params: { names: names.join(', ') }, source: sources[0], routes: 'all', when });
    notes.mark(sources, 'unsupported', '', 'GWA008');
  }
  for (const { sources } of model.fallback.policies) notes.mark(sources, 'approximated', '', 'GWA004');
}

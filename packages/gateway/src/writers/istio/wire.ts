/** Differences of Istio's gateways that hold for every route: what they refuse, add, and read otherwise. */
import { all, any, type Condition, never, not, type Subject, withTests } from '@banyan/core/condition/condition.ts';
import type { Forwarding, Model, Rule } from '../../model/model.ts';
import type { Notes } from '../envoy/notes.ts';
import type { Mode } from './rules/words.ts';

const raw = (matches: string): Condition => ({ subject: 'rawPath', matches });

/**
 * Requests whose path Istio changes on its way (pathNormalization BASE: dot segments, and what Envoy's parser escapes or
 * unescapes with them), and those where the source reads another path than Istio.
 */
export const changedPath: Condition = any([
  raw(
    '%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])|["<>\\\\^`{|}]|/\\.{1,2}(?:/|$)|/(?:\\.|%2[Ee]){1,2}(?:/|$)',
  ),
  { subject: 'target', matches: '#' },
]);

/** Requests whose path is read otherwise: slashes that the source merges, and escaped ones. */
export const readOtherwise: Condition = raw('//|%2[Ff]|%5[Cc]|\\\\');

export function sayWire(notes: Notes, mode: Mode, forwards: boolean): void {
  if (forwards) notes.say({ code: 'IST002', routes: 'all', when: all([]), headers: addedHeaders });
  if (mode !== 'plain') notes.say({ code: 'ENV003', routes: 'all', when: refusedUnseen });
  if (mode === 'filters') return;
  if (mode === 'plain') notes.say({ code: 'IST001', routes: 'all', when: readOtherwise });
  notes.say({ code: 'IST003', routes: 'all', when: { subject: 'httpVersion', equals: '1.0' } });
}

/** Paths that the source refuses: dots above the root and zero bytes are gone or refused before any script sees them. */
const refusedUnseen: Condition = all([not({ subject: 'path', present: true }), raw('(?:\\.|%2[Ee]){2}|%00')]);

/** What upstreams receive otherwise of the requests of one rule, which are forwarded under a condition; whether it reads ids of requests. */
export function sayForwarded(
  notes: Notes,
  mode: Mode,
  routes: readonly string[],
  forwarded: Condition,
  readsIds: boolean,
  { believes }: Forwarding,
): void {
  if (mode === 'filters') return;
  const present = (subject: Subject): Condition => ({ subject, present: true });
  const either = any([forwarded, withoutReferer(forwarded)]);
  notes.say({
    code: 'IST006',
    routes,
    when: any([all([forwarded, present('header:proxy-connection')]), all([either, droppedReferer])]),
  });
  if (readsIds) notes.say({ code: 'IST007', routes, when: sendsId });
  if (mode === 'lua') return;
  notes.say({
    code: 'IST004',
    routes,
    when: any([
      all([forwarded, present('header:x-forwarded-for')]),
      ...(believes === undefined ? [] : [toldAddress(forwarded, believes)]),
    ]),
  });
  notes.say({ code: 'IST005', routes, when: all([]), statuses: [502, 503, 504] });
}

/** The source tells gRPC upstreams no address of the client; what the client sends itself goes on. */
export function sayToldCalls(notes: Notes, { route, action }: Rule, { upstreams }: Model): void {
  const upstream = action.kind === 'forward' ? upstreams.get(action.upstream) : undefined;
  if (upstream?.scheme.startsWith('grpc') !== true) return;
  const names = ['x-forwarded-for', 'x-real-ip'] as const;
  const sent = any(names.map((name): Condition => ({ subject: `header:${name}`, present: true })));
  notes.say({ code: 'IST021', routes: [route], when: all([]), headers: names });
  notes.say({ code: 'IST021', routes: [route], when: sent });
}

/** Istio resolves dots before a script takes what follows `;` off. */
export function sayParameters({ path: { options = [] } }: Model, notes: Notes): void {
  const found = options.find(({ kind }) => kind === 'drops-parameters');
  if (found === undefined) return;
  const params = { option: found.origin };
  notes.say({ code: 'APX039', params, source: found.source, routes: 'all', when: raw('/(?:\\.|%2[Ee]){1,2};') });
}

/** An empty id is none. */
export const sendsId: Condition = { subject: 'header:x-request-id', matches: '.' };

/** A Referer that is no URL to Envoy, or one with a user or a fragment, is taken off before a route is chosen. */
const droppedReferer: Condition = {
  subject: 'header:referer',
  matches: '^[^/]*:(?:[^/]|/?$|/[^/])|^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*@|#|[^!-~]',
};

/** The same condition for the request without its Referer. */
const withoutReferer = (condition: Condition): Condition =>
  withTests(condition, (test) => (test.subject === 'header:referer' ? never : test));

/** The same condition where a peer that is believed tells the client's address in a header. */
function toldAddress(condition: Condition, { header, from }: NonNullable<Forwarding['believes']>): Condition {
  const subject: Subject = `header:${header.toLowerCase()}`;
  return all([
    { subject: 'clientAddress', within: from },
    { subject, within: ['0.0.0.0/0', '::/0'] },
    withTests(condition, (test) => (test.subject === 'clientAddress' ? { ...test, subject } : test)),
  ]);
}

/** What a gateway of Istio sends to upstreams on its own account. */
const addedHeaders = [
  'x-request-id',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-envoy-original-path',
  'x-envoy-original-host',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
  'x-forwarded-client-cert',
] as const;

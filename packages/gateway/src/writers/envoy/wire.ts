/** Differences of Envoy itself that hold for every conversion: what it refuses, and what it reads otherwise. */
import { all, any, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Model } from '../../model/model.ts';
import type { WriterOptions } from '../writer.ts';
import { repeated } from './match/doubts.ts';
import type { Notes, Remark } from './notes.ts';
import { nameless } from './refused.ts';

const target = (matches: string): Condition => ({ subject: 'target', matches });
const method = (matches: string): Condition => ({ subject: 'method', matches });

/** A fragment is cut, whoever makes the path. */
export const fragment: Condition = target('#');

/**
 * Requests whose raw path Envoy changes on its way (observed, Envoy 1.39.3): escapes of unreserved characters and of
 * slashes undone, `"<>^`{|}` escaped, `\` turned, slashes merged, dot segments resolved, a fragment cut.
 */
export const changedOnTheWay: Condition = any([
  {
    subject: 'rawPath',
    matches:
      '%(?:2[DdEeFf]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[CcFf]|7[Ee])|["<>\\\\^`{|}]|//|/\\.{1,2}(?:/|$)|/(?:\\.|%2[Ee]){1,2}(?:/|$)',
  },
  fragment,
]);

/** nginx answers 400 where one of these comes twice (ngx_http_process_unique_header_line). */
const once = [
  'authorization',
  'content-range',
  'expect',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
] as const;

/** Empty segments: nginx has merged them when it resolves dots, Envoy takes each for a folder to go back from. */
const emptySegment = (() => {
  const slash = '(?:/|%2[Ff])';
  const dot = '(?:\\.|%2[Ee])';
  const named = '[^/%?#]*[^/%?#.][^/%?#]*';
  const inside = `(?:${dot}?${slash}|${named}${slash}${dot}{2}${slash})*`;
  return `${slash}{2}${inside}${dot}{2}(?:${slash}|$)`;
})();

/** Parameters of a dot segment, which Envoy drops with it; to nginx it is a segment like others. */
const dotParameters = '/\\.{1,2};';

const remarks: readonly Remark[] = [
  { code: 'ENV002', routes: 'all', when: target('[^\\x00-\\x7F]') },
  {
    code: 'ENV004',
    routes: 'all',
    when: any([
      method('^CONNECT$|[^A-Z]'),
      { subject: 'hostHeader', matches: '[^A-Za-z0-9._:\\[\\]-]' },
      not(target('^(?:/|[a-zA-Z]+://)')),
      target('[\\x00-\\x20\\x7F]'),
      ...once.map((name) => repeated(`header:${name}`)),
    ]),
  },
];

/** Only where Envoy makes the path. */
const withoutLua: readonly Remark[] = [
  {
    code: 'ENV003',
    routes: 'all',
    when: any([
      not({ subject: 'path', present: true }),
      { subject: 'rawPath', matches: `${emptySegment}|${dotParameters}` },
    ]),
  },
  { code: 'ENV005', routes: 'all', when: { subject: 'rawPath', matches: '\\\\|%5[Cc]|^//+$' } },
];

/** Headers that a hop consumes; the two proxies do not consume the same ones. */
const hopHeaders = ['trailer', 'transfer-encoding', 'http2-settings'] as const;

/** Envoy joins the lines of headers that it knows, with a comma alone. */
const joined = [
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'cache-control',
  'content-encoding',
  'content-type',
  'etag',
  'grpc-timeout',
  'origin',
  'pragma',
  'proxy-connection',
  'range',
  'referer',
  'user-agent',
  'via',
  'x-forwarded-for',
  'x-request-id',
] as const;

export function sayWire(notes: Notes, lua: boolean): void {
  for (const remark of lua ? remarks : [...remarks, ...withoutLua]) notes.say(remark);
  notes.say({ code: 'ENV009', routes: 'all', when: target('^[a-zA-Z]+://') });
}

/** Headers of requests that upstreams receive otherwise. */
export const changedHeaders: Condition = any([
  ...hopHeaders.map((name): Condition => ({ subject: `header:${name}`, present: true })),
  ...joined.map((name) => repeated(`header:${name}`)),
  { subject: 'header:proxy-connection', equals: '' },
]);

/** Without a Host header the upstream is told a name. */
export const withoutHost: Condition = not({ subject: 'hostHeader', present: true });

/** Other gateways made of Envoy pass what nginx refuses, and know no host by its name with a dot at the end. */
export function sayOtherHosts(notes: Notes, { rules }: Model): void {
  const dotted: Condition = { subject: 'hostHeader', matches: '\\.(?::[0-9]*)?$' };
  const hosts = rules.some(({ host }) => host.kind !== 'any') ? [dotted] : [];
  const unnamed: Condition = { subject: 'hostHeader', matches: `^(?:${nameless})$` };
  const other = [withoutHost, unnamed, method('^TRACE$'), ...hosts];
  notes.say({ code: 'ENV004', routes: 'all', when: any(other) });
}

/** They tell their own port in place of the Host header's. */
export function otherPort({ listeners }: Model, { listen }: WriterOptions): Condition {
  const ports = (listen === undefined ? listeners : [listen]).map(({ port }) => port).join('|');
  return all([
    { subject: 'hostHeader', matches: ':[0-9]+$' },
    not({ subject: 'hostHeader', matches: `:(?:${ports})$` }),
  ]);
}

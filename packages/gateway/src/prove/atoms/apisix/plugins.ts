/** What each plugin of APISIX asks of a request, or lets a node's answer decide. A plugin that is not named here gives its conditions only. */
import type { Site } from '../atoms.ts';
import { samplesOf } from '../samples.ts';
import { bodySamples } from './schema-samples.ts';
import { listOf, numberOf, type Table, tableOf, textOf, textsOf } from '../table.ts';

type Part = Partial<Site>;
type Atomiser = (conf: Table, name: string) => Part;

const header = (name: string, accepted: readonly string[], refused: readonly string[]): Part => ({
  tests: [{ carrier: { on: 'header', name }, accepted, refused }],
});

const sampled = (expressions: readonly string[]): readonly string[] =>
  expressions.flatMap((one) => samplesOf(one).slice(0, 2));

export const atomisers: Readonly<Record<string, Atomiser>> = {
  'ip-restriction': (conf) => ({ addresses: [...textsOf(conf['whitelist']), ...textsOf(conf['blacklist'])] }),
  'ua-restriction'(conf) {
    const [allow, deny] = [sampled(textsOf(conf['allowlist'])), sampled(textsOf(conf['denylist']))];
    return header('user-agent', allow.length === 0 ? ['Mozilla/5.0'] : allow, [...deny, 'curl/8', '']);
  },
  'referer-restriction'(conf) {
    const urls = (list: unknown): readonly string[] =>
      textsOf(list).map((host) => `https://${host.replace(/^\*/, 'www.x')}/page`);
    const [white, black] = [urls(conf['whitelist']), urls(conf['blacklist'])];
    return header('referer', white.length === 0 ? ['https://elsewhere.invalid/'] : white, [
      ...black,
      'https://other.invalid/',
      'no url',
    ]);
  },
  cors(conf) {
    const listed = (textOf(conf['allow_origins']) ?? '*').split(',').filter((one) => !one.includes('*'));
    return {
      origins: [...listed, ...sampled(textsOf(conf['allow_origins_by_regex']))],
      answerHeaders: ['vary', 'access-control-allow-origin'],
    };
  },
  'limit-count': (conf, name) => limitOf(name, conf['count'], conf['time_window']),
  'limit-req': (conf, name) => limitOf(name, Math.ceil((numberOf(conf['burst']) ?? 0) + 1), 1),
  'response-rewrite'(conf) {
    const headers = tableOf(conf['headers']) ?? {};
    const sets = [
      tableOf(headers['set']),
      tableOf(headers['add']),
      headers['set'] === undefined && headers['add'] === undefined && headers['remove'] === undefined
        ? headers
        : undefined,
    ];
    const names = sets.flatMap((one) => Object.keys(one ?? {}));
    const added = textsOf(headers['add']).map((line) => line.split(':')[0] ?? '');
    return {
      answerHeaders: [...names, ...added, ...textsOf(headers['remove'])],
      texts: sampled(listOf(conf['filters']).flatMap((one) => textOf(tableOf(one)?.['regex']) ?? [])),
    };
  },
  'proxy-rewrite'(conf) {
    const [expression] = textsOf(conf['regex_uri']);
    const headers = tableOf(conf['headers']) ?? {};
    const changed = [
      ...Object.keys(tableOf(headers['set']) ?? {}),
      ...Object.keys(tableOf(headers['add']) ?? {}),
      ...textsOf(headers['remove']),
    ];
    return {
      ...pathsLike(expression === undefined ? [] : [expression]),
      tests: changed.map((name) => ({ carrier: { on: 'header', name }, accepted: ['from-client'], refused: [] })),
    };
  },
  redirect(conf) {
    const [expression] = textsOf(conf['regex_uri']);
    return pathsLike(expression === undefined ? [] : [expression]);
  },
  'uri-blocker': (conf) => pathsLike(textsOf(conf['block_rules'])),
  'client-control': (conf) => ({ sizes: [numberOf(conf['max_body_size']) ?? 0].filter((size) => size > 0) }),
  'request-validation': (conf) => ({ bodies: bodySamples(conf['body_schema']) }),
  'traffic-split': () => ({ shared: true }),
  'fault-injection': () => ({ shared: true }),
  'api-breaker': (conf) => ({
    statuses: [...listOf(tableOf(conf['unhealthy'])?.['http_statuses']), 500].flatMap((one) => numberOf(one) ?? []),
    limits: [
      { name: 'api-breaker', count: (numberOf(tableOf(conf['unhealthy'])?.['failures']) ?? 3) + 1, seconds: 300 },
    ],
  }),
};

function limitOf(name: string, count: unknown, seconds: unknown): Part {
  const [most, window] = [numberOf(count), numberOf(seconds)];
  return most === undefined || window === undefined ? {} : { limits: [{ name, count: most, seconds: window }] };
}

function pathsLike(expressions: readonly string[]): Part {
  const texts = expressions.flatMap(samplesOf).map((text) => (text.startsWith('/') ? text : `/${text}`));
  return { paths: texts.map((text) => ({ kind: 'exact', text })) };
}

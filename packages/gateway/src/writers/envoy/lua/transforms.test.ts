import { always } from '@banyan/core/condition/condition.ts';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RewriteRequest, RewriteResponse } from '../../../model/transforms.ts';
import { echo, serve, type Served } from '../testing/envoy.ts';
import { model, noEdits, policy, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';
import { luaPattern, luaPatterns, luaReplacement } from './pattern.ts';

const request = (rest: Partial<RewriteRequest>) =>
  policy({
    kind: 'rewrite-request',
    path: undefined,
    method: undefined,
    host: undefined,
    headers: noEdits,
    normalises: true,
    ...rest,
  });
const answer = (rest: Partial<RewriteResponse>) =>
  policy({
    kind: 'rewrite-response',
    status: undefined,
    body: undefined,
    filters: [],
    headers: noEdits,
    condition: always,
    statuses: [],
    ...rest,
  });
const filter = (pattern: string, replacement: string, all: boolean, ignoreCase = false) => ({
  pattern,
  replacement,
  all,
  ignoreCase,
});
const at = (attribute: string) => ({ attribute });

const headers = ['path', 'host', 'parameter:tenant', 'cookie:sid', 'header:x-in', 'requestUri', 'query'] as const;

const rules = [
  rule('seen', '/seen/', {
    policies: [
      request({
        headers: {
          ...noEdits,
          set: headers.map((one) => [`X-${one.replace(':', '-')}`, ['<', at(one), '>']] as const),
        },
      }),
    ],
  }),
  rule('made', '/made/', {
    policies: [request({ path: { kind: 'replace', to: ['/to/', at('parameter:to'), '/é?a=1'] } })],
  }),
  rule('captured', '/captured/', {
    policies: [
      request({
        path: { kind: 'regex', pairs: [{ pattern: '^/captured/([a-z]+)/(.*)$', to: '/$2?by=$1' }] },
        headers: { ...noEdits, set: [['X-By', [at('capture:1')]]] },
      }),
    ],
  }),
  rule('moved', '/moved/', {
    policies: [
      policy({
        kind: 'redirect',
        to: { kind: 'regex', pattern: '^/moved/(.*)$', location: '/new/$1', encode: true, appendQuery: true },
        status: 307,
      }),
    ],
  }),
  rule('replaced', '/replaced/', { policies: [answer({ status: 418, body: 'a "tea\\pot" é\n' })] }),
  rule('empty', '/empty/', { policies: [answer({ status: 204 })] }),
  rule('filtered', '/filtered/', {
    policies: [
      answer({ filters: [filter('get|FILTERED', '<$0>', true, true), filter('"method":"(.*?)"', '$1', false)] }),
    ],
  }),
  rule('around', '/around/', { policies: [answer({ around: ['before ', ' after'] })] }),
  rule('spared', '/spared/', { policies: [answer({ status: 500, statuses: [{ operator: '>=', values: [400] }] })] }),
  rule('named', '/named/', {
    policies: [
      policy({ kind: 'identify', header: 'X-Call', shown: true, form: { kind: 'characters', from: 'ab', length: 9 } }),
    ],
  }),
  rule('aged', '/aged/', {
    policies: [policy({ kind: 'identify', header: 'X-Call', shown: true, form: { kind: 'uuid', version: 7 } })],
  }),
];

describe('requests and answers that Lua changes', () => {
  let served: Served;
  let shop: Awaited<ReturnType<typeof echo>>;
  beforeAll(async () => {
    shop = await echo();
    const written = envoyWriter.write(model(rules, [upstream('shop', shop.port)]), createLedger(), {
      allow: new Set(['lua']),
      secrets: 'inline',
      unsupported: 'close',
      listen: { address: '127.0.0.1', port: 0 },
    });
    served = await serve(written.files[0]?.chunks ?? []);
  }, 30_000);
  afterAll(async () => {
    await served?.stop();
    await shop?.stop();
  });
  const ask = (path: string, more: Readonly<Record<string, string>> = {}) =>
    served.ask('GET', path, { host: 'Shop.Example:9080', ...more });
  const upstreamSees = async (path: string, more: Readonly<Record<string, string>> = {}) => {
    const { body } = await ask(path, more);
    // The echo upstream writes exactly this.
    return JSON.parse(body) as { target: string; headers: Record<string, string> };
  };

  test('variables are decoded, folded and joined', async () => {
    const sent = { cookie: 'sid=1; a=b; sid=s9', 'x-in': 'one' };
    const seen = (await upstreamSees('/seen//%41%20b?tenant=a%20b+c&tenant=d', sent)).headers;
    expect(headers.map((one) => seen[`x-${one.toLowerCase().replace(':', '-')}`])).toEqual([
      '</seen/A b>',
      '<shop.example>',
      '<a b c>',
      '<s9>',
      '<one>',
      '</seen/A b?tenant=a%20b+c&tenant=d>',
      '<tenant=a%20b+c&tenant=d>',
    ]);
  });

  test('variables without value are empty', async () => {
    const seen = (await upstreamSees('/seen/1')).headers;
    expect([seen['x-parameter-tenant'], seen['x-cookie-sid'], seen['x-header-x-in']]).toEqual(['<>', '<>', '<>']);
  });

  test('a target is escaped, and the query of the client comes behind its own', async () => {
    expect((await upstreamSees('/made/1?to=x%3Fy%20z')).target).toBe('/to/x%253Fy%20z/%C3%A9?a=1&to=x%3Fy%20z');
    expect((await upstreamSees('/made/1?')).target).toMatch(/^\/to\/\/.*\?a=1$/);
  });

  test('groups of a pattern go into the target and into headers', async () => {
    const { target, headers: seen } = await upstreamSees('/captured/%78y/d');
    expect([target, seen['x-by']]).toEqual(['/d?by=xy', 'xy']);
    expect((await upstreamSees('/captured/9/d')).target).toBe('/captured/9/d');
  });

  test('a location is made from the decoded path', async () => {
    const { status, headers: seen } = await ask('/moved/x%20y/..//%7Ez?k=v');
    expect([status, seen.location, seen['content-type']]).toEqual([307, '/new/~z?k=v', 'text/html; charset=utf-8']);
  });

  test('status and body are replaced', async () => {
    const { status, body } = await ask('/replaced/1');
    expect([status, body]).toEqual([418, 'a "tea\\pot" é\n']);
    const empty = await ask('/empty/1');
    expect([empty.status, empty.body, empty.headers['content-type']]).toEqual([204, '', undefined]);
  });

  test('patterns are replaced in a body one after the other', async () => {
    expect((await ask('/filtered/1')).body).toMatch(/^\{<GET>,"tar<get>":"\/<filtered>\/1"/);
  });

  test('text is put around a body', async () => {
    expect((await ask('/around/1')).body).toMatch(/^before \{.*\} after$/);
  });

  test('an answer whose status does not fit stays as it is', async () => {
    expect((await ask('/spared/1')).status).toBe(200);
  });

  test('identities have the form that was asked for, and a client may bring its own', async () => {
    expect((await ask('/named/1')).headers['x-call']).toMatch(/^[ab]{9}$/);
    expect((await ask('/aged/1')).headers['x-call']).toMatch(
      /^01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/,
    );
    expect((await ask('/named/1', { 'x-call': 'own' })).headers['x-call']).toBe('own');
  });
});

describe('regular expressions as patterns of Lua', () => {
  test('single bytes may repeat, groups and alternatives may not', () => {
    expect(luaPattern('^/a-b/([0-9]+)/(.*?)x{2}$')?.text).toBe('^/a%-b/([0-9]+)/([%z\\001-\\009\\011-\\255]-)xx$');
    for (const pattern of ['(ab)+', 'a|b', '^a(b|c)', 'a(?=b)', 'a??']) expect(luaPattern(pattern)).toBeUndefined();
  });

  test('alternatives of a whole pattern are patterns of their own, unless they capture', () => {
    expect(luaPatterns('a|B', true)?.map(({ text }) => text)).toEqual(['[Aa]', '[Bb]']);
    expect(luaPatterns('(a)|b', false)).toBeUndefined();
  });

  test('replacements keep their percent signs, and groups that are not there are empty', () => {
    expect(luaReplacement('100%-$1-$$-${2}-$3', 2)).toBe('100%%-%1-$-%2-');
  });
});

/**
 * cors (apisix/plugins/cors.lua; observed: cors vectors). APISIX answers every OPTIONS with 200, preflight or not, and adds
 * its headers to every answer of the route: more than Envoy's own cors filter does, so routes and header mutations do it.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { all, not } from '@banyan/core/condition/condition.ts';
import type { Cors } from '../../../model/transforms.ts';
import { type HeaderMatcher, headerOption, type JsonObject, literal } from '../config.ts';
import { parsePattern } from '../language/parse.ts';
import { matchersOf } from '../match/matchers.ts';
import { type Applied, answer, type Difference, type Variant } from './variant.ts';

const everyMethod = 'GET,POST,PUT,DELETE,PATCH,HEAD,OPTIONS,CONNECT,TRACE';
const isOptions: HeaderMatcher = { name: ':method', string_match: { exact: 'OPTIONS' } };

/** Headers for one group of origins; undefined when they get none. */
interface Origins {
  readonly guard: readonly HeaderMatcher[];
  readonly allow: string | undefined;
}

export function cors(policy: Cors, variants: readonly Variant[]): Applied {
  const differences: Difference[] = [];
  const groups = originGroups(policy, differences);
  const seen = timing(policy, differences);
  const next = variants.flatMap((variant) =>
    groups.flatMap(({ guard, allow }) => {
      const open: Variant = {
        ...variant,
        guard: [...variant.guard, ...guard],
        responseMutations: [...variant.responseMutations, ...headers(policy, allow), ...seen],
      };
      return variant.final === undefined ? [options(open), open] : [open];
    }),
  );
  return { variants: next, differences };
}

const options = (variant: Variant): Variant =>
  answer(variant, 200, '', [headerOption('content-type', 'text/plain; charset=utf-8')], [isOptions]);

function originGroups(policy: Cors, differences: Difference[]): readonly Origins[] {
  const sent: HeaderMatcher = { name: 'origin', present_match: true };
  const { named = [] } = policy;
  if (named.some((one) => one.startsWith('*')))
    return [{ guard: [sent], allow: echo }, ...ownGroups(policy, differences)];
  const listed = matchersOf({ test: { subject: 'header:origin', in: named }, negated: false }) ?? [];
  const groups = named.length === 0 ? [] : listed.map((guard) => ({ guard: [guard], allow: echo }));
  return [...groups, ...ownGroups(policy, differences)];
}

function ownGroups(policy: Cors, differences: Difference[]): readonly Origins[] {
  if (policy.origins.length + policy.originPatterns.length === 0) return [{ guard: [], allow: undefined }];
  if (policy.originPatterns.length > 0) {
    const guards = policy.originPatterns.flatMap((matches) => {
      const found = matchersOf({ test: { subject: 'header:origin', matches }, negated: false });
      if (found === undefined)
        differences.push({ code: 'ENV033', params: { pattern: matches }, verdict: 'unsupported', when: originSent });
      return found ?? [];
    });
    return [...guards.map((guard) => ({ guard: [guard], allow: echo })), { guard: [], allow: undefined }];
  }
  const [only] = policy.origins;
  if (policy.origins.length === 1 && only === '*') return [{ guard: [], allow: '*' }];
  const sent: HeaderMatcher = { name: 'origin', present_match: true };
  if (policy.origins.length === 1 && only === '**')
    return [
      { guard: [sent], allow: echo },
      { guard: [], allow: '*' },
    ];
  const listed = matchersOf({ test: { subject: 'header:origin', in: policy.origins }, negated: false }) ?? [];
  return [...listed.map((guard) => ({ guard: [guard], allow: echo })), { guard: [], allow: undefined }];
}

const echo = '%REQ(origin)%';
const originSent: Condition = all([
  not({ subject: 'header:origin', equals: '' }),
  { subject: 'header:origin', present: true },
]);

/** Timing-Allow-Origin: who asks, where it is listed or a pattern is found in it; a star for everybody. */
function timing({ timing: allowed }: Cors, differences: Difference[]): readonly JsonObject[] {
  if (allowed === undefined) return [];
  const asks = "request.headers['origin']";
  const given = (test: string, otherwise = ''): readonly JsonObject[] => [
    droppedWhenEmpty('timing-allow-origin', `%CEL('origin' in request.headers && ${test} ? ${asks} : '${otherwise}')%`),
  ];
  if (allowed.patterns.length === 0) {
    const [only] = allowed.origins;
    if (only === '*') return [mutation('timing-allow-origin', '*')];
    if (only === '**') return given('true', '*');
    return given(`${asks} in [${allowed.origins.map((one) => `'${one}'`).join(', ')}]`);
  }
  const pattern = allowed.patterns.join('|');
  if (parsePattern(pattern) !== undefined && !/['%\n]/.test(pattern))
    return given(`${asks}.matches('${pattern.replaceAll('\\', '\\\\')}')`);
  differences.push({ code: 'ENV033', params: { pattern }, verdict: 'unsupported', when: originSent });
  return [];
}

function headers(policy: Cors, allow: string | undefined): readonly JsonObject[] {
  const before = `%CEL('vary' in response.headers ? response.headers['vary'] : '')%%CEL('vary' in response.headers ? ', ' : '')%`;
  const vary = policy.vary ? [mutation('vary', `${before}Origin`)] : [];
  if (allow === undefined) return vary;
  const requested =
    policy.requestHeaders === '**' ? '%REQ(access-control-request-headers)%' : literal(policy.requestHeaders);
  return [
    ...vary,
    mutation('access-control-allow-origin', allow),
    mutation('access-control-allow-methods', literal(policy.methods === '**' ? everyMethod : policy.methods)),
    mutation('access-control-max-age', String(policy.maxAge)),
    ...(requested === '' ? [] : [droppedWhenEmpty('access-control-allow-headers', requested)]),
    ...(policy.exposeHeaders === '' ? [] : [mutation('access-control-expose-headers', literal(policy.exposeHeaders))]),
    ...(policy.credentials ? [mutation('access-control-allow-credentials', 'true')] : []),
  ];
}

const mutation = (key: string, value: string): JsonObject => ({ append: headerOption(key, value) });

const droppedWhenEmpty = (key: string, value: string): JsonObject => ({
  append: { ...headerOption(key, value), keep_empty_value: undefined },
});

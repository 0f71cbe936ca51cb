/**
 * cors (apisix/plugins/cors.lua; observed: cors vectors). APISIX answers every OPTIONS with 200, preflight or not, and adds
 * its headers to every answer of the route: more than Envoy's own cors filter does, so routes and header mutations do it.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { all, not } from '@banyan/core/condition/condition.ts';
import type { Cors } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, type JsonObject, literal } from '../config.ts';
import { matchersOf } from '../match/matchers.ts';
import { type Applied, answer, type Difference, type PolicyContext, type Variant } from './variant.ts';

const everyMethod = 'GET,POST,PUT,DELETE,PATCH,HEAD,OPTIONS,CONNECT,TRACE';
const isOptions: HeaderMatcher = { name: ':method', string_match: { exact: 'OPTIONS' } };

/** Headers for one group of origins; undefined when they get none. */
interface Origins {
  readonly guard: readonly HeaderMatcher[];
  readonly allow: string | undefined;
}

export function cors(policy: Cors, variants: readonly Variant[], _context: PolicyContext): Applied {
  const differences: Difference[] = [];
  const groups = originGroups(policy, differences);
  if (varies(policy)) differences.push({ code: 'ENV047', verdict: 'approximated', when: { always: true } });
  const next = variants.flatMap((variant) =>
    groups.flatMap(({ guard, allow }) => {
      const open: Variant = {
        ...variant,
        guard: [...variant.guard, ...guard],
        responseMutations: [...variant.responseMutations, ...headers(policy, allow)],
      };
      return variant.final === undefined ? [options(open), open] : [open];
    }),
  );
  return { variants: next, differences };
}

const options = (variant: Variant): Variant =>
  answer(variant, 200, '', [headerOption('content-type', 'text/plain; charset=utf-8')], [isOptions]);

function originGroups(policy: Cors, differences: Difference[]): readonly Origins[] {
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

const varies = ({ originPatterns, origins }: Cors): boolean => originPatterns.length === 0 && origins.join() !== '*';

function headers(policy: Cors, allow: string | undefined): readonly JsonObject[] {
  const vary = varies(policy) ? [mutation('vary', 'Origin', 'APPEND_IF_EXISTS_OR_ADD')] : [];
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

const mutation = (
  key: string,
  value: string,
  action: 'APPEND_IF_EXISTS_OR_ADD' | 'OVERWRITE_IF_EXISTS_OR_ADD' = 'OVERWRITE_IF_EXISTS_OR_ADD',
): JsonObject => ({ append: headerOption(key, value, action) });

const droppedWhenEmpty = (key: string, value: string): JsonObject => ({
  append: { ...headerOption(key, value), keep_empty_value: undefined },
});

/**
 * The path of proxy-rewrite by Envoy's own means. A fixed path is escaped as APISIX does it; a pattern is applied to the
 * escaped text, first occurrence only; variables are as they were sent.
 */
import { all, type Condition } from '@banyan/core/condition/condition.ts';
import type { RewriteRequest } from '../../../model/transforms.ts';
import { type HeaderMatcher, type JsonObject, literal } from '../config.ts';
import { brokenEscape } from '../match/doubts.ts';
import { escapePath } from './escape.ts';
import { differencesOf } from './header-text.ts';
import { regexPath } from './regex-path.ts';
import { fixedText, format } from './template.ts';
import type { Difference, PolicyContext, Variant } from './variant.ts';

export function rewritePath(
  { path, normalises }: Pick<RewriteRequest, 'path' | 'normalises'>,
  variant: Variant,
  context: PolicyContext,
  differences: Difference[],
): readonly Variant[] {
  if (path === undefined && !normalises) return [variant];
  differences.push(approximately('query', emptyQuery));
  if (path === undefined) {
    differences.push(approximately('uri', escapedOtherwise));
    return [variant];
  }
  if (path.kind === 'regex') return regexPath(path, variant, differences);
  const fixed = fixedText(path.to);
  if (fixed !== undefined) return withFixed(fixed, variant, differences);
  const formatted = format(path.to, context);
  differences.push(...differencesOf('uri', { ...formatted, doubtful: [] }));
  differences.push(approximately('uri', all([{ subject: 'target', matches: `[%+]|${brokenEscape}` }])));
  const whole = path.to.some((piece) => typeof piece !== 'string' && /^(?:target|requestUri)$/.test(piece.attribute));
  if (whole || formatted.text.includes('?')) differences.push(approximately('query', queried));
  return [rewritten(variant, { path_rewrite: formatted.text })];
}

const approximately = (variable: string, when: Condition): Difference => ({
  code: 'ENV034',
  params: { name: 'uri', variable },
  verdict: 'approximated',
  when,
});

/** An empty query is dropped by nginx and kept by Envoy. */
const emptyQuery: Condition = { subject: 'target', matches: '\\?$' };
/** The source writes an escape in capitals, and none of what may stand in a path as it is. */
const escapedOtherwise: Condition = {
  subject: 'rawPath',
  matches: '%(?:[01][a-f]|[89A-Fa-f][a-f]|[a-f][0-9A-F]|2[146-9A-Ca-c]|3[ABDabcdef]|40|5[bde]|7[bcdf])',
};
const queried: Condition = { subject: 'query', present: true };

function withFixed(fixed: string, variant: Variant, differences: Difference[]): readonly Variant[] {
  const [path, query] = splitOnce(fixed);
  const target = escapePath(path);
  if (query === undefined)
    return [rewritten(variant, { regex_rewrite: { pattern: { regex: '^.*$' }, substitution: target } })];
  differences.push(approximately('query', queried));
  return withQuery(variant, target, query);
}

/**
 * A query of the route's own: Envoy appends the client's query with another `?`, so the two cases part. With both, the
 * route's parameters come last instead of first.
 */
function withQuery(variant: Variant, path: string, query: string): readonly Variant[] {
  const none: HeaderMatcher = { name: ':path', string_match: { contains: '?' }, invert_match: true };
  const records = query.split('&').map((part) => {
    const [key = '', value = ''] = part.split(/=(.*)/s);
    return { append: { record: { key, value }, action: 'APPEND_IF_EXISTS_OR_ADD' } };
  });
  return [
    rewritten({ ...variant, guard: [...variant.guard, none] }, { path_rewrite: `${literal(path)}?${literal(query)}` }),
    { ...rewritten(variant, { path_rewrite: literal(path) }), queryMutations: [...variant.queryMutations, ...records] },
  ];
}

const rewritten = (variant: Variant, rewrite: JsonObject): Variant => ({
  ...variant,
  forward: { ...variant.forward, regex_rewrite: undefined, path_rewrite: undefined, ...rewrite },
});

function splitOnce(text: string): readonly [string, string | undefined] {
  const mark = text.indexOf('?');
  return mark < 0 ? [text, undefined] : [text.slice(0, mark), text.slice(mark + 1)];
}

/**
 * proxy-rewrite: path, Host, method and headers of what the upstream receives (apisix/plugins/proxy-rewrite.lua).
 * A fixed path is escaped as APISIX does it; a pattern is applied to the escaped text, first occurrence only.
 */
import { all, always, not, type Condition } from '@banyan/core/condition/condition.ts';
import type { HeaderEdits, RewriteRequest } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, type JsonObject, literal } from '../config.ts';
import { brokenEscape } from '../match/doubts.ts';
import { escapePath } from './escape.ts';
import { regexPath } from './regex-path.ts';
import { fixedText, format, readOtherwise } from './template.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';

export function rewriteRequest(policy: RewriteRequest, variants: readonly Variant[], context: PolicyContext): Applied {
  const differences: Difference[] = [];
  let next = variants;
  if (policy.path?.kind === 'replace') next = replacePath(policy.path.to, next, context, differences);
  else if (policy.path?.kind === 'regex') next = next.flatMap((one) => regexPath(policy.path, one, differences));
  if (policy.host !== undefined) {
    const host = policy.host;
    next = next.map((one) => ({
      ...one,
      forward: { ...one.forward, host_rewrite_literal: host, auto_host_rewrite: undefined },
    }));
  }
  if (policy.method !== undefined)
    differences.push({
      code: 'ENV032',
      params: { method: policy.method },
      verdict: 'unsupported',
      when: not({ subject: 'method', equals: policy.method }),
    });
  const headers = requestHeaders(policy.headers, context, differences);
  return { variants: next.map((one) => withHeaders(one, headers)), differences };
}

interface HeaderChanges {
  readonly options: readonly JsonObject[];
  readonly removals: readonly string[];
}

const withHeaders = (variant: Variant, { options, removals }: HeaderChanges): Variant => ({
  ...variant,
  requestHeaders: [...variant.requestHeaders, ...options],
  requestRemovals: [...variant.requestRemovals, ...removals],
});

/** Added first, then set, then removed: what is set or added and then removed does not arrive. */
function requestHeaders(edits: HeaderEdits, context: PolicyContext, differences: Difference[]): HeaderChanges {
  const removed = new Set(edits.remove.map((name) => name.toLowerCase()));
  const set = new Set(edits.set.map(([name]) => name.toLowerCase()));
  const options: JsonObject[] = [];
  const empty: string[] = [];
  for (const [name, template] of edits.add) {
    if (removed.has(name.toLowerCase()) || set.has(name.toLowerCase())) continue;
    options.push(headerOption(name, checked(name, format(template, context), differences), 'APPEND_IF_EXISTS_OR_ADD'));
  }
  for (const [name, template] of edits.set) {
    if (removed.has(name.toLowerCase())) continue;
    if (fixedText(template) === '') empty.push(name);
    // A value that comes out empty removes the header (observed: proxy-rewrite-headers-007).
    else
      options.push({
        ...headerOption(name, checked(name, format(template, context), differences)),
        keep_empty_value: undefined,
      });
    // Removals come first in Envoy, so a header that is made from itself must stay.
    if (fixedText(template) === undefined && !mentions(template, name)) empty.push(name);
  }
  return { options, removals: [...edits.remove, ...empty] };
}

const mentions = (template: HeaderEdits['set'][number][1], name: string): boolean =>
  template.some((piece) => typeof piece !== 'string' && piece.attribute === `header:${name.toLowerCase()}`);

function checked(name: string, formatted: ReturnType<typeof format>, differences: Difference[]): string {
  for (const attribute of formatted.unknown)
    differences.push({ code: 'ENV031', params: { name, variable: attribute }, verdict: 'unsupported', when: always });
  for (const attribute of formatted.doubtful)
    differences.push({
      code: 'ENV034',
      params: { name, variable: attribute },
      verdict: 'approximated',
      when: readOtherwise(attribute),
    });
  return formatted.text;
}

function replacePath(
  to: Extract<RewriteRequest['path'], { kind: 'replace' }>['to'],
  variants: readonly Variant[],
  context: PolicyContext,
  differences: Difference[],
): readonly Variant[] {
  const fixed = fixedText(to);
  if (fixed !== undefined) {
    const [path = '', query] = splitOnce(fixed);
    const target = escapePath(path);
    if (query !== undefined) {
      differences.push({
        code: 'ENV034',
        params: { name: 'uri', variable: 'query' },
        verdict: 'approximated',
        when: queried,
      });
      return variants.flatMap((one) => withQuery(one, target, query));
    }
    const rewrite: JsonObject = { regex_rewrite: { pattern: { regex: '^.*$' }, substitution: target } };
    return variants.map((one) => rewritten(one, rewrite));
  }
  const formatted = format(to, context);
  for (const attribute of formatted.unknown)
    differences.push({
      code: 'ENV031',
      params: { name: 'uri', variable: attribute },
      verdict: 'unsupported',
      when: always,
    });
  const escaped: Condition = all([{ subject: 'target', matches: `[%+]|${brokenEscape}` }]);
  if (to.some((piece) => typeof piece !== 'string'))
    differences.push({
      code: 'ENV034',
      params: { name: 'uri', variable: 'uri' },
      verdict: 'approximated',
      when: escaped,
    });
  return variants.map((one) => rewritten(one, { path_rewrite: formatted.text }));
}

const queried: Condition = { subject: 'query', present: true };

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

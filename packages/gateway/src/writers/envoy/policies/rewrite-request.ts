/**
 * proxy-rewrite: path, Host, method and headers of what the upstream receives (apisix/plugins/proxy-rewrite.lua).
 * A fixed path is escaped as APISIX does it; a pattern is applied to the escaped text, first occurrence only.
 */
import { all, always, not, type Condition } from '@banyan/core/condition/condition.ts';
import type { HeaderEdits, RewriteRequest } from '../../../model/policy.ts';
import { type HeaderMatcher, headerOption, type JsonObject, literal } from '../config.ts';
import { brokenEscape } from '../match/doubts.ts';
import { methodCode, methodFilter, withCanonicalPath } from '../lua/path.ts';
import { escapePath } from './escape.ts';
import { regexPath } from './regex-path.ts';
import { fixedText, format } from './template.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';
import { checked } from './header-text.ts';

export function rewriteRequest(policy: RewriteRequest, variants: readonly Variant[], context: PolicyContext): Applied {
  const differences: Difference[] = [];
  let next = variants;
  if (policy.path !== undefined && context.options.allow.has('lua')) next = next.map(withCanonicalPath);
  if (policy.path !== undefined)
    differences.push({
      code: 'ENV034',
      params: { name: 'uri', variable: 'query' },
      verdict: 'approximated',
      when: emptyQuery,
    });
  if (policy.path?.kind === 'replace') next = replacePath(policy.path.to, next, context, differences);
  else if (policy.path?.kind === 'regex') next = next.flatMap((one) => regexPath(policy.path, one, differences));
  if (policy.host !== undefined) {
    const host = policy.host;
    // What the upstream says about Host counts more (observed: proxy-rewrite-host-method vectors).
    if (context.passesHost)
      next = next.map((one) => ({ ...one, forward: { ...one.forward, host_rewrite_literal: host } }));
  }
  if (policy.method !== undefined) next = withMethod(policy.method, next, context, differences);
  next = hostHeader(policy.headers, next, context, differences);
  const mutations = requestMutations(withoutHost(policy.headers), context, differences);
  return {
    variants: next.map((one) => ({
      ...one,
      requestMutations: [...one.requestMutations, ...mutations],
    })),
    differences,
  };
}

/** Routes cannot change the method; Lua can. */
function withMethod(
  method: string,
  variants: readonly Variant[],
  { options }: PolicyContext,
  differences: Difference[],
): readonly Variant[] {
  if (options.allow.has('lua'))
    return variants.map((one) => ({ ...one, filters: { ...one.filters, [methodFilter]: methodCode(method) } }));
  const other = not({ subject: 'method', equals: method });
  differences.push({ code: 'ENV032', params: { method }, verdict: 'unsupported', when: other });
  return variants;
}

/** Added first, then set, then removed; a value that comes out empty removes the header (proxy-rewrite-headers-007). */
function requestMutations(
  edits: HeaderEdits,
  context: PolicyContext,
  differences: Difference[],
): readonly JsonObject[] {
  const added = edits.add.map(([name, template]): JsonObject => {
    const value = checked(name, format(template, context), differences);
    const sent: Condition = { subject: `header:${name.toLowerCase()}`, present: true };
    differences.push({ code: 'ENV045', params: { name }, verdict: 'approximated', when: sent });
    return { append: headerOption(name, value, 'APPEND_IF_EXISTS_OR_ADD') };
  });
  const set = edits.set.flatMap(([name, template]): readonly JsonObject[] => {
    const text = fixedText(template);
    if (text === '') return [{ remove: name }];
    const value = checked(name, format(template, context), differences);
    const option = {
      append: { ...headerOption(name, value), keep_empty_value: text === undefined ? undefined : true },
    };
    // A header that is made from itself must stay until then.
    return text === undefined && !mentions(template, name) ? [{ remove: name }, option] : [option];
  });
  return [...added, ...set, ...edits.remove.map((remove) => ({ remove }))];
}

const isHost = (name: string): boolean => name.toLowerCase() === 'host';
const withoutHost = (edits: HeaderEdits): HeaderEdits => ({
  add: edits.add.filter(([name]) => !isHost(name)),
  set: edits.set.filter(([name]) => !isHost(name)),
  remove: edits.remove.filter((name) => !isHost(name)),
});

/** Envoy keeps Host apart from other headers: a fixed one is rewritten, others are left as sent. */
function hostHeader(
  edits: HeaderEdits,
  variants: readonly Variant[],
  { passesHost }: PolicyContext,
  differences: Difference[],
): readonly Variant[] {
  const found = [...edits.add, ...edits.set].findLast(([name]) => isHost(name));
  if (found === undefined) return variants;
  const fixed = fixedText(found[1]);
  if (fixed !== undefined && passesHost)
    return variants.map((one) => ({ ...one, forward: { ...one.forward, host_rewrite_literal: fixed } }));
  differences.push({
    code: 'ENV031',
    params: { name: 'Host', variable: 'host' },
    verdict: 'unsupported',
    when: always,
  });
  return variants;
}

const mentions = (template: HeaderEdits['set'][number][1], name: string): boolean =>
  template.some((piece) => typeof piece !== 'string' && piece.attribute === `header:${name.toLowerCase()}`);

function replacePath(
  to: Extract<RewriteRequest['path'], { kind: 'replace' }>['to'],
  variants: readonly Variant[],
  context: PolicyContext,
  differences: Difference[],
): readonly Variant[] {
  const fixed = fixedText(to);
  if (fixed !== undefined) {
    const [path, query] = splitOnce(fixed);
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
  if (formatted.text.includes('?') || to.some((piece) => typeof piece !== 'string' && piece.attribute === 'target'))
    differences.push({
      code: 'ENV034',
      params: { name: 'uri', variable: 'query' },
      verdict: 'approximated',
      when: queried,
    });
  return variants.map((one) => rewritten(one, { path_rewrite: formatted.text }));
}

/** An empty query is dropped by nginx and kept by Envoy. */
const emptyQuery: Condition = { subject: 'query', equals: '' };
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

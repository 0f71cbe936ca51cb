/**
 * A Host among the header edits of proxy-rewrite changes nothing at the upstream: nginx took its Host before. But a value
 * with `/` or `..` in it is refused with 500 (observed: proxy-rewrite-headers-009 and -023).
 */
import { any, type Condition } from '@banyan/core/condition/condition.ts';
import type { HeaderEdits } from '../../../model/base.ts';
import { headerOption } from '../config.ts';
import { quoted } from '../lua/code.ts';
import { luaText } from '../lua/variables.ts';
import { fixedText } from './template.ts';
import { answer, type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';

const page = '<html>\r\n<head><title>500 Internal Server Error</title></head>\r\n</html>\r\n';

export function hostHeader(
  edits: HeaderEdits,
  variant: Variant,
  context: PolicyContext,
  differences: Difference[],
): readonly Variant[] {
  const doubts: Condition[] = [];
  const checks: string[] = [];
  for (const [name, template] of edits.set) {
    if (name.toLowerCase() !== 'host') continue;
    const literal = fixedText(template.filter((piece) => typeof piece === 'string')) ?? '';
    const attributes = template.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.attribute]));
    // Every path has a slash.
    if (/\/|\.\./.test(literal) || attributes.some((one) => /^(?:path|requestUri|target)$/.test(one)))
      return [answer(variant, 500, page, [headerOption('content-type', 'text/html; charset=utf-8')])];
    if (context.options.allow.has('lua') && attributes.length > 0) {
      checks.push(refusing(luaText(template, context)));
      continue;
    }
    for (const one of attributes) {
      const subject = /^(?:header|parameter|cookie):(.+)$/.test(one) ? one : undefined;
      // The prefix is one of those that subjects have.
      if (subject !== undefined) doubts.push({ subject: subject as `header:${string}`, matches: '/|\\.\\.' });
    }
  }
  if (doubts.length > 0)
    differences.push({
      code: 'ENV031',
      params: { name: 'Host', variable: 'host' },
      verdict: 'approximated',
      when: any(doubts),
    });
  return [prepared(variant, checks)];
}

const refusing = (value: string): string =>
  `local name = ${value}
if name:find("/", 1, true) or name:find("..", 1, true) then
  handle:respond({[":status"] = "500", ["content-type"] = "text/html; charset=utf-8"}, ${quoted(page)})
  return
end`;

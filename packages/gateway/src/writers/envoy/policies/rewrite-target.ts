/**
 * The target of proxy-rewrite by Lua, as the source makes it (apisix/plugins/proxy-rewrite.lua): from the decoded path, of
 * which `?` in a variable is escaped once; the path escaped again; a query of its own before the client's. Patterns
 * are Lua's where Lua has them; a list with another one is left to Envoy, on the escaped path.
 */
import type { RewriteRequest } from '../../../model/transforms.ts';
import { rawTarget, withCanonicalPath, withTarget } from '../lua/path.ts';
import { type LuaPattern, luaPattern, luaReplacement } from '../lua/pattern.ts';
import { quoted } from '../lua/code.ts';
import { luaText } from '../lua/variables.ts';
import { regexPath } from './regex-path.ts';
import { fixedText } from './template.ts';
import { type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';

/** A variant, and Lua for the groups of the pattern that was found. */
export interface Rewritten {
  readonly variant: Variant;
  readonly captures?: ReadonlyMap<string, string>;
}

type Path = NonNullable<RewriteRequest['path']>;
type Pairs = Extract<Path, { kind: 'regex' }>['pairs'];

export function rewriteTarget(
  policy: RewriteRequest,
  variant: Variant,
  context: PolicyContext,
  differences: Difference[],
): readonly Rewritten[] {
  const { path, normalises } = policy;
  const plain = normalises ? withTarget(variant, [send('target(path(headers), false, query(headers))')]) : variant;
  if (path === undefined) return [{ variant: plain }];
  if (path.kind === 'replace') return [{ variant: withTarget(variant, replaced(path.to, normalises, context)) }];
  const patterns = path.pairs.map(({ pattern }) => luaPattern(pattern)).filter((one) => one !== undefined);
  if (patterns.length === path.pairs.length) return [byPatterns(path.pairs, patterns, normalises, variant, policy)];
  const native = regexPath(path, withCanonicalPath(variant), differences);
  return [...native.slice(0, -1), plain].map((one) => ({ variant: one }));
}

const send = (target: string): string => `headers:replace(":path", ${target})`;

function replaced(to: Extract<Path, { kind: 'replace' }>['to'], normalises: boolean, context: PolicyContext) {
  const fixed = fixedText(to);
  const text = fixed === undefined ? luaText(to, context, (value) => `(${value}:gsub("?", "%%3F", 1))`) : quoted(fixed);
  if (normalises) return [send(`target(${text}, true, query(headers))`)];
  return [
    `local made = ${text}`,
    `local sent = ${rawTarget}:match("%?.*$") or ""`,
    'if made:find("?", 1, true) then sent = sent:gsub("^%?", "&") end',
    send('made .. sent'),
  ];
}

const page = '<html>\r\n<head><title>500 Internal Server Error</title></head>\r\n</html>\r\n';

/** The first pair that is found decides. nginx sends no request without a target. */
function byPatterns(
  pairs: Pairs,
  patterns: readonly LuaPattern[],
  normalises: boolean,
  variant: Variant,
  policy: RewriteRequest,
): Rewritten {
  const subject = normalises ? 'path(headers)' : rawTarget;
  const tries = patterns.map(({ text, captures }, index) => {
    const by = luaReplacement(pairs[index]?.to ?? '', captures);
    return `made, found = made:gsub("${text}", "${by}", 1)`;
  });
  const made = tries.map((one, index) => (index === 0 ? one : `if found == 0 then ${one} end`));
  // A path that has a `?` of its own is escaped as a whole.
  const target = normalises ? 'target(made, not path(headers):find("?", 1, true), query(headers))' : 'made';
  const type = '["content-type"] = "text/html; charset=utf-8"';
  const refused = `if made == "" then handle:respond({[":status"] = "500", ${type}}, ${quoted(page)}) return end`;
  const one = withTarget(variant, [`local made, found = ${subject}, 0`, ...made, refused, send(target)]);
  if (!usesCaptures(policy)) return { variant: one };
  const groups = patterns.map(({ whole }) => `{${subject}:match("${whole}")}`);
  const finding = groups.map((group, index) =>
    index === 0 ? `local groups = ${group}` : `if #groups == 0 then groups = ${group} end`,
  );
  const most = Math.max(...patterns.map(({ captures }) => captures));
  const values = Array.from({ length: most + 1 }, (_, index): [string, string] => [
    `capture:${index}`,
    `groups[${index + 1}] or ""`,
  ]);
  return { variant: prepared(one, finding), captures: new Map(values) };
}

const usesCaptures = ({ headers: { add, set } }: RewriteRequest): boolean =>
  [...add, ...set].some(([, template]) =>
    template.some((piece) => typeof piece !== 'string' && piece.attribute.startsWith('capture:')),
  );

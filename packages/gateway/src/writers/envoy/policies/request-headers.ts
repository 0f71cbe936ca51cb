/**
 * Header edits of proxy-rewrite as mutations: added first, then set, then removed; a value that comes out empty removes
 * the header (observed: proxy-rewrite-headers vectors). Of some headers nginx keeps one only, so that adding replaces;
 * Envoy joins the lines of some others by a bare comma, so that the joined text is set instead.
 */
import type { HeaderEdits, Template } from '../../../model/base.ts';
import { headerOption, type JsonObject } from '../config.ts';
import { differencesOf } from './header-text.ts';
import { fixedText, format, type Formatted } from './template.ts';
import type { Difference, PolicyContext } from './variant.ts';

interface Mutations {
  readonly early: readonly string[];
  readonly mutations: readonly JsonObject[];
}

/** `captures`: Lua for the groups of the pattern that matched. */
export function requestMutations(
  edits: HeaderEdits,
  captures: ReadonlyMap<string, string> | undefined,
  context: PolicyContext,
  differences: Difference[],
): Mutations {
  const early: string[] = [];
  const text = (name: string, template: Template): Formatted => {
    const found = format(withCaptures(template, captures, context), context, 'request', captures);
    differences.push(...differencesOf(name, found));
    early.push(...found.early);
    return found;
  };
  const added = edits.add.filter(notHost).map(([name, template]): JsonObject => {
    const value = text(name, template).text;
    const lower = name.toLowerCase();
    if (single.has(lower)) return { append: headerOption(name, value) };
    if (joined.has(lower)) return { append: headerOption(name, behind(lower) + value) };
    return { append: headerOption(name, value, 'APPEND_IF_EXISTS_OR_ADD') };
  });
  const known = new Set<string>();
  const set = edits.set.filter(notHost).flatMap(([name, template]): readonly JsonObject[] => {
    const fixed = fixedText(template);
    const value = text(name, template).text;
    // Several values of one name: the first replaces, the others stand behind it.
    if (known.has(name.toLowerCase())) return [{ append: headerOption(name, value, 'APPEND_IF_EXISTS_OR_ADD') }];
    known.add(name.toLowerCase());
    if (value === '') return [{ remove: name }];
    const option = {
      append: { ...headerOption(name, value), keep_empty_value: fixed === undefined ? undefined : true },
    };
    // A header that is made from itself must stay until then.
    return fixed === undefined && !mentions(value, name) ? [{ remove: name }, option] : [option];
  });
  const removed = edits.remove.filter((name) => !isHost(name)).map((remove): JsonObject => ({ remove }));
  return { early, mutations: [...added, ...set, ...removed] };
}

/** Without a pattern that matched, groups are empty. */
function withCaptures(
  template: Template,
  captures: ReadonlyMap<string, string> | undefined,
  { options }: PolicyContext,
): Template {
  if (!options.allow.has('lua')) return template;
  return template.filter(
    (piece) => typeof piece === 'string' || !piece.attribute.startsWith('capture:') || captures?.has(piece.attribute),
  );
}

const isHost = (name: string): boolean => name.toLowerCase() === 'host';
const notHost = ([name]: HeaderEdits['add'][number]): boolean => !isHost(name);

const mentions = (value: string, name: string): boolean => value.toLowerCase().includes(`%req(${name.toLowerCase()})%`);

/** Request headers of which nginx keeps one only (ngx_http_lua_headers_in). */
const single = new Set([
  'user-agent',
  'referer',
  'content-type',
  'content-length',
  'range',
  'if-range',
  'authorization',
  'if-modified-since',
  'if-unmodified-since',
  'if-match',
  'if-none-match',
  'accept-encoding',
  'via',
  'expect',
  'upgrade',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'x-real-ip',
]);

/** Request headers whose lines Envoy joins itself. */
const joined = new Set(['accept', 'accept-language', 'cache-control', 'origin', 'pragma', 'x-forwarded-for']);

const behind = (name: string): string =>
  `%CEL('${name}' in request.headers ? request.headers['${name}'] : '')%%CEL('${name}' in request.headers ? ', ' : '')%`;

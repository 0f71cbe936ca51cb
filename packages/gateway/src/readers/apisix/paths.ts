/**
 * A route's path as a match over the decoded path (lua-resty-radixtree 2.9.2, `common_route_data` and `fetch_pat`).
 * A path without wildcard is compared as a whole. Anything else is found by the bytes before its first wildcard, and then
 * segments that begin with `*` (any bytes, slashes too) or `:` (one segment) are matched as an expression over the whole path;
 * when no segment begins so, the bytes before the wildcard suffice.
 */
import type { Node } from '@banyan/core/document/node.ts';
import { RE2JS } from 're2js';
import type { PathMatch } from '../../model/model.ts';

export type ParsedPath =
  | { readonly kind: 'exact'; readonly path: string }
  | { readonly kind: 'prefix'; readonly prefix: string; readonly ignored: string }
  /** `implied`: whatever the expression matches begins with the prefix; otherwise both must hold. */
  | {
      readonly kind: 'pattern';
      readonly prefix: string;
      readonly regex: string;
      readonly implied: boolean;
      readonly parameters?: Parameters;
    }
  /** No request can match. */
  | { readonly kind: 'never'; readonly prefix: string }
  /** The expression is no RE2; what matches begins with the prefix at least. */
  | { readonly kind: 'unknown'; readonly prefix: string; readonly regex: string };

type Parameters = NonNullable<Extract<PathMatch, { readonly kind: 'pattern' }>['parameters']>;

const named = (segment: string): boolean => segment.startsWith('*') || segment.startsWith(':');

const expressionOf = (segment: string): string => {
  if (segment.startsWith(':')) return '[^/]+';
  return segment.startsWith('*') ? '(?s:.*)' : segment;
};

function compiles(regex: string): boolean {
  try {
    RE2JS.compile(regex);
    return true;
  } catch {
    return false;
  }
}

/** Whether the text, taken as an expression as APISIX does, matches itself. */
function matchesItself(text: string): boolean {
  if (!/[\\^$|?*+()[\]{}]/.test(text)) return true;
  try {
    return RE2JS.compile(`^(?:${text})$`).matcher(text).find();
  } catch {
    // Possessive quantifiers and the like: what RE2 refuses here never matches its own text either.
    return false;
  }
}

/** Segments as ngx.re.split gives them: empty ones at the end fall away. */
function split(path: string): string[] {
  const segments = path.split('/');
  while (segments.length > 0 && segments.at(-1) === '') segments.pop();
  return segments;
}

/** `parameters`: the router is radixtree_uri_with_parameter, where `:` is a wildcard of the look-up too. */
export function parsePath(path: string, parameters: boolean): ParsedPath {
  const colon = parameters ? path.indexOf(':') : -1;
  const wildcard = colon >= 0 ? colon : path.indexOf('*');
  if (wildcard < 0) return { kind: 'exact', path };
  const prefix = path.slice(0, wildcard);
  if (wildcard === path.length - 1 && prefix.endsWith('/') && /^[\w/.-]*$/.test(prefix))
    return { kind: 'prefix', prefix, ignored: '' };
  const segments = split(path);
  const first = segments.findIndex(named);
  if (first < 0) return { kind: 'prefix', prefix, ignored: path.slice(wildcard).replace(/^[*:]/, '') };
  const head = segments.slice(0, first).join('/') + (first > 0 ? '/' : '');
  const slash = path.endsWith('/') ? '/' : '';
  const tail = segments.slice(first).map(expressionOf).join('/') + slash;
  // What stands before the first named segment is looked up literally and matched as an expression: both must hold.
  const implied = head === prefix;
  if (implied && !matchesItself(head)) return { kind: 'never', prefix };
  if (implied && tail === '(?s:.*)') return { kind: 'prefix', prefix, ignored: '' };
  const regex = (implied ? RE2JS.quote(head) : head) + tail;
  if (!compiles(regex)) return { kind: 'unknown', prefix, regex };
  if (!parameters) return { kind: 'pattern', prefix, regex, implied };
  const captured = segments.slice(first).map((one) => (named(one) ? `(${expressionOf(one)})` : one));
  const whole = `^${implied ? RE2JS.quote(head) : head}${captured.join('/')}${slash}$`;
  const names = segments.filter(named).map((one) => one.slice(1) || ':ext');
  return { kind: 'pattern', prefix, regex, implied, parameters: { names, regex: whole } };
}

/** Length of the look-up key, which orders the paths of one router. */
export const literalOf = (path: ParsedPath): string => (path.kind === 'exact' ? path.path : path.prefix);

export function pathMatch(path: ParsedPath, sources: readonly Node[]): PathMatch {
  if (path.kind === 'exact') return { kind: 'exact', path: path.path, sources };
  if (path.kind !== 'pattern') return { kind: 'prefix', prefix: path.prefix, sources };
  const { parameters, regex } = path;
  return {
    kind: 'pattern',
    prefix: path.implied ? path.prefix : '',
    regex,
    ...(parameters === undefined ? {} : { parameters }),
    sources,
  };
}

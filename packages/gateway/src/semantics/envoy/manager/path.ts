import { type Data, field, flag } from '../data.ts';
import { pathOf } from '../routing/target.ts';

/** What becomes of a target before it is routed: the new one, or the answer that ends the request. */
export type Normalized = { readonly target: string } | { readonly refused: true } | { readonly redirect: string };

/** `normalize_path`, `merge_slashes` and `path_with_escaped_slashes_action` (http/path_utility.cc). */
export function pathNormalizer(manager: Data, refusesFragments: boolean): (target: string) => Normalized {
  const normalizes = flag(manager, 'normalize_path') === true;
  const merges = flag(manager, 'merge_slashes') === true;
  const escaped = field(manager, 'path_with_escaped_slashes_action');
  return (sent) => {
    let target = sent;
    const fragment = sent.indexOf('#');
    if (fragment >= 0) {
      if (refusesFragments) return { refused: true };
      target = sent.slice(0, fragment);
    }
    let path = pathOf(target);
    const rest = target.slice(path.length);
    const unescaped = unescapedSlashes(path);
    const redirects = escaped === 'UNESCAPE_AND_REDIRECT' && unescaped !== path;
    if (escaped === 'REJECT_REQUEST' && unescaped !== path) return { refused: true };
    if (escaped === 'UNESCAPE_AND_REDIRECT' || escaped === 'UNESCAPE_AND_FORWARD') path = unescaped;
    if (normalizes) {
      const canonical = canonicalPath(path);
      if (canonical === undefined) return { refused: true };
      path = canonical;
    }
    if (merges && path !== '//') path = path.replace(/\/{2,}/g, '/');
    return redirects ? { redirect: path + rest } : { target: path + rest };
  };
}

const unescapedSlashes = (path: string): string =>
  path.includes('%') ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\') : path;

/** What no path may hold as it is. */
const escapedPath = (path: string): string =>
  path.replace(/["<>^`{|}]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** What need not be escaped is not. */
function unreserved(escape: string, code: string): string {
  const char = String.fromCharCode(Number.parseInt(code, 16));
  return /[-\w.~]/.test(char) ? char : escape;
}

/** Dot segments resolved as RFC 3986 says, backslashes taken for slashes (GURL's canonicalisation). */
function canonicalPath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  if (/%00|\0/.test(path)) return undefined;
  // Parameters of a dot segment are dropped with it, unless its dots are escaped.
  const bare = path.includes('/.') ? path.replace(/\/(\.\.?);[^/]*/g, '/$1') : path;
  const text = bare.replaceAll('\\', '/').replace(/%([0-9a-f]{2})/gi, unreserved);
  if (!text.includes('/.')) return escapedPath(text);
  const segments = text.slice(1).split('/');
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    else if (segment !== '.') {
      kept.push(segment);
      continue;
    }
    if (last) kept.push('');
  }
  return escapedPath(`/${kept.join('/')}`);
}

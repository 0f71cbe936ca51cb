import { escapeControls } from '../lua/escape.ts';
import { unescape } from './arguments.ts';
import type { Exchange } from './exchange.ts';

/** Switches of config.yaml that change how a path is read; all off by default. */
export interface PathOptions {
  /** `apisix.delete_uri_tail_slash`: one slash at the end does not count. */
  readonly deleteUriTailSlash?: boolean | undefined;
  /** `apisix.normalize_uri_like_servlet`: what follows `;` in a segment does not count. */
  readonly normalizeUriLikeServlet?: boolean | undefined;
  /** `apisix.match_uri_encoded_slash`: an escaped slash is none while routes are matched. */
  readonly matchUriEncodedSlash?: boolean | undefined;
}

/** How a path is matched and forwarded. */
export interface PathReading {
  readonly match: string;
  /** What is forwarded instead of the target as sent; empty for that. */
  readonly forward: string;
}

/** Applies the switches (init.lua, http_access_phase); undefined when the path is refused with 400. */
export function readPath(exchange: Exchange, options: PathOptions): PathReading | undefined {
  const { uri } = exchange;
  let forward = '';
  if (options.deleteUriTailSlash === true && uri.endsWith('/')) exchange.uri = uri.slice(0, -1);
  if (options.normalizeUriLikeServlet === true) {
    const normal = likeServlet(uri);
    if (normal === undefined) return undefined;
    exchange.uri = normal;
    forward = escapeControls(uri);
  }
  const kept = options.matchUriEncodedSlash === true ? encodedSlashes(exchange) : undefined;
  return { match: kept ?? exchange.uri, forward };
}

function likeServlet(uri: string): string | undefined {
  if (!uri.includes(';')) return uri;
  const segments = uri.split('/');
  while (segments.length > 0 && segments.at(-1) === '') segments.pop();
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const cut = segment.split(';', 1)[0] ?? '';
    const parameters = segment.includes(';');
    if (parameters && (cut === '.' || cut === '..' || /^(%2e){1,2}$/i.test(cut))) return undefined;
    if (parameters && cut === '' && index < segments.length - 1) return undefined;
    kept.push(cut);
  }
  return kept.join('/');
}

/** The path with `%2F` left in it, where decoding is all that nginx did to it. */
function encodedSlashes(exchange: Exchange): string | undefined {
  const path = exchange.target.split('?', 1)[0] ?? '';
  if (!/%2f/i.test(path) || unescape(path, false) !== exchange.uri) return undefined;
  return path
    .split(/%2f/i)
    .map((part) => unescape(part, false))
    .join('%2F');
}

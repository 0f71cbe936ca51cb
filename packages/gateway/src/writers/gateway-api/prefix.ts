/**
 * proxy-rewrite `regex_uri` that takes the fixed begin of a path away or puts another in its place, which the API has a word
 * for: `^/api/(.*)` to `/v2/$1` under `/api/*` is ReplacePrefixMatch. A PathPrefix also means the path without its slash, which
 * the source leaves to other routes.
 */
import type { Rule } from '../../model/model.ts';
import type { JsonObject } from '../envoy/config.ts';

export interface Replaced {
  /** What the PathPrefix asks for. */
  readonly segment: string;
  /** URLRewrite's path. */
  readonly path: JsonObject;
}

const literal = /^(?:\/[A-Za-z0-9_~-]+)+\/$/;

/** undefined for any other rewrite. */
export function replacedPrefix({ path, policies }: Rule): Replaced | undefined {
  if (path.kind !== 'prefix' || !literal.test(path.prefix)) return undefined;
  const rewrites = policies.flatMap((one) =>
    one.kind === 'rewrite-request' && one.path !== undefined ? [one.path] : [],
  );
  const [rewrite] = rewrites;
  if (rewrites.length !== 1 || rewrite?.kind !== 'regex' || rewrite.pairs.length !== 1) return undefined;
  const [pair] = rewrite.pairs;
  if (pair === undefined || !patterns(path.prefix).includes(pair.pattern)) return undefined;
  const begin = /^(\/|(?:\/[A-Za-z0-9._~-]+)+\/)\$\{?1\}?$/.exec(pair.to)?.[1];
  if (begin === undefined) return undefined;
  const segment = path.prefix.slice(0, -1);
  return {
    segment,
    path: { type: 'ReplacePrefixMatch', replacePrefixMatch: begin === '/' ? '/' : begin.slice(0, -1) },
  };
}

/** What people write for it. */
const patterns = (prefix: string): readonly string[] => {
  const escaped = prefix.replaceAll('/', '\\/');
  return [prefix, escaped].flatMap((one) => [`^${one}(.*)`, `^${one}(.*)$`]);
};

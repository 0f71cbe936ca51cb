/**
 * Variables of the source as Lua reads them from a request: decoded, joined and folded as the source does it, where Envoy's
 * own format strings give what was sent. They are put into dynamic metadata before anything edits the request, where
 * format strings of headers find them.
 */
import type { Template } from '../../../model/base.ts';
import { internal } from '../match/carrier.ts';
import type { PolicyContext } from '../policies/variant.ts';
import { luaPattern } from './pattern.ts';
import { keepsEscapedSlash, matchHeader, rawTarget } from './path.ts';
import { quoted } from './code.ts';

/** An expression over `handle` and `headers`; undefined for what nobody knows before the request is forwarded. */
export function luaValue(attribute: string, context: PolicyContext): string | undefined {
  const [kind, name] = [attribute.slice(0, attribute.indexOf(':')), attribute.slice(attribute.indexOf(':') + 1)];
  switch (kind) {
    case 'header':
      return headerValue(name.toLowerCase());
    case 'parameter':
      return `argument(headers, ${quoted(name)})`;
    case 'cookie':
      return `cookie(headers, ${quoted(name)})`;
    case 'pathParameter':
      return parameter(name, context);
    case 'unknown':
      return named(name, context);
    default:
      return plain[attribute];
  }
}

const plain: Readonly<Record<string, string>> = {
  method: 'headers:get(":method")',
  scheme: 'headers:get(":scheme")',
  host: 'host(headers)',
  hostHeader: 'headers:get(":authority")',
  path: 'path(headers)',
  query: 'query(headers)',
  requestUri: 'requestUri(headers)',
  target: rawTarget,
  clientAddress: `(headers:get("${internal.clientAddress}") or "")`,
  port: 'port(handle:streamInfo():downstreamLocalAddress())',
  remotePort: 'port(handle:streamInfo():downstreamDirectRemoteAddress())',
  httpVersion: 'handle:streamInfo():protocol()',
  sni: '(handle:streamInfo():requestedServerName() or "")',
};

/** A named part of the path; undefined when Lua has no such pattern. */
function parameter(name: string, { path, model }: PolicyContext): string | undefined {
  const named = path?.kind === 'pattern' ? path.parameters : undefined;
  const group = named?.names.lastIndexOf(name) ?? -1;
  if (named === undefined || group < 0) return '""';
  const pattern = luaPattern(named.regex);
  const matched = keepsEscapedSlash(model.path) ? `unescape(headers:get("${matchHeader}") or "")` : 'path(headers)';
  return pattern && `(select(${group + 1}, ${matched}:match("${pattern.text}")) or "")`;
}

/** Variables that no attribute stands for. */
function named(name: string, { route }: PolicyContext): string | undefined {
  if (name === 'route_id') return quoted(route ?? '');
  if (name === 'is_args') return '(query(headers) == "" and "" or "?")';
  if (name === 'server_protocol') return 'handle:streamInfo():protocol()';
  // Chosen after requests were edited.
  return name.startsWith('balancer_') ? '""' : undefined;
}

/** nginx takes `-` and `_` in names for the same. */
function headerValue(name: string): string {
  if (name === 'host') return 'headers:get(":authority")';
  return `header(headers, ${quoted(name)})`;
}

/** A text with variables; those without value are empty. */
export function luaText(template: Template, context: PolicyContext, edit?: (value: string) => string): string {
  const pieces = template.map((piece) => {
    if (typeof piece === 'string') return quoted(piece);
    const value = luaValue(piece.attribute, context) ?? '""';
    return edit === undefined || value.startsWith('"') ? value : edit(value);
  });
  return pieces.length === 0 ? '""' : pieces.join(' .. ');
}

/** Namespace of the dynamic metadata. */
const namespace = 'banyan';

const key = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, (char) => `_${char.charCodeAt(0).toString(16)}`);

/** Keeps a value under a name. */
export const keep = (name: string, value: string): string =>
  `handle:streamInfo():dynamicMetadata():set("${namespace}", "${key(name)}", ${value})`;

/** It, in Lua on the answer. */
export const keptValue = (name: string): string =>
  `((handle:streamInfo():dynamicMetadata():get("${namespace}") or {})["${key(name)}"] or "")`;

/** Its format string. */
export const kept = (name: string): string => `%DYNAMIC_METADATA(${namespace}:${key(name)})%`;

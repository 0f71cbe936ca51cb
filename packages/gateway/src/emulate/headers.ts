/**
 * Headers on the wire as flat lists of name and value, in the order and case in which they were sent: nginx passes both on
 * (apisix/cli/ngx_tpl.lua sets only the names below on its own account).
 */
import type { UpstreamView } from '../semantics/answer.ts';
import { wireOf } from './wire.ts';

export type Pair = readonly [name: string, value: string];

/** Never passed from one connection to another; nginx sets each of them anew for its own connection. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'expect', 'upgrade', 'host']);

/** Never passed from a node to the client: nginx makes its own (ngx_http_proxy_module, proxy_hide_header). */
const ownOfResponse = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'proxy-connection',
  'upgrade',
  'date',
  'server',
  'trailer',
]);

/** Names that the gateway adds, as it writes them. */
const written: Readonly<Record<string, string>> = {
  'x-real-ip': 'X-Real-IP',
  'x-forwarded-for': 'X-Forwarded-For',
  'x-forwarded-proto': 'X-Forwarded-Proto',
  'x-forwarded-host': 'X-Forwarded-Host',
  'x-forwarded-port': 'X-Forwarded-Port',
};

/** Node's flat list of raw headers as pairs. */
export function pairsOf(raw: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return pairs;
}

/** What the node receives: the client's headers with the changes of the view, without those of the connection. */
export function upstreamHeaders(sent: readonly Pair[], view: UpstreamView, host: string): Pair[] {
  const removed = new Set(view.removed ?? []);
  const changed = new Map(Object.entries(view.headers).map(([name, value]) => [name, wireOf(value)]));
  const out: Pair[] = [['Host', host]];
  const done = new Set<string>();
  for (const [name, value] of sent) {
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || removed.has(lower)) continue;
    const replacement = changed.get(lower);
    if (replacement === undefined) out.push([name, value]);
    else if (!done.has(lower)) {
      done.add(lower);
      for (const line of replacement.split('\n')) out.push([name, line]);
    }
  }
  for (const [lower, value] of changed) {
    if (done.has(lower) || hopByHop.has(lower)) continue;
    for (const line of value.split('\n')) out.push([written[lower] ?? lower, line]);
  }
  return out;
}

/** What of a node's response goes on to the client. */
export const passedBack = (received: readonly Pair[]): Pair[] =>
  received.filter(([name]) => !name.startsWith(':') && !ownOfResponse.has(name.toLowerCase()));

export const header = (pairs: readonly Pair[], lower: string): string | undefined =>
  pairs.find(([name]) => name.toLowerCase() === lower)?.[1];

export const without = (pairs: readonly Pair[], lower: string): Pair[] =>
  pairs.filter(([name]) => name.toLowerCase() !== lower);

/** Response headers in the notation of the vectors. */
import type { Headers } from './seen.ts';

/** They belong to the connection, not to the answer. */
const unrecorded = new Set(['date', 'connection', 'transfer-encoding', 'content-length', 'keep-alive']);
/** What gateways call themselves. */
const ownServer = /^(envoy|APISIX\/.*)$/;

/** Names in lower case to values, repeated ones joined by a line feed. */
export function notedHeaders(received: readonly (readonly [name: string, value: string])[]): Headers {
  const kept: Record<string, string> = {};
  for (const [written, value] of received) {
    const name = written.toLowerCase();
    if (unrecorded.has(name) || (name === 'server' && ownServer.test(value))) continue;
    kept[name] = kept[name] === undefined ? value : `${kept[name]}\n${value}`;
  }
  return kept;
}

import type { Stream } from '../stream.ts';
import { bytesOf, escaped, textOf, unescaped } from './script.ts';

/**
 * `httpCall`: asks a server of a cluster, and gives body and headers of its answer as the prelude splits them; undefined
 * where nobody knows what it would answer.
 */
export function httpCall(key: string, { surroundings }: Stream): string | undefined {
  const { call, clusters } = surroundings;
  if (call === undefined) return undefined;
  const [name = '', timeout = '0', asynchronous, body = '', ...raw] = key.slice('call'.length).split('\u0002');
  const cluster = clusters.get(textOf(unescaped(name)));
  const [endpoint] = cluster?.endpoints ?? [];
  if (cluster === undefined || endpoint === undefined) return written(503, [], '');
  const given = raw.map((one) => textOf(unescaped(one)));
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < given.length; at += 2) {
    const [header = '', value = ''] = given.slice(at, at + 2);
    headers[header] = headers[header] === undefined ? value : `${headers[header]},${value}`;
  }
  const { ':method': method = 'GET', ':path': target = '/', ':authority': host = '', ...rest } = headers;
  const sent = textOf(unescaped(body));
  const answer = call({
    scheme: cluster.scheme === 'https' || cluster.scheme === 'grpcs' ? 'https' : 'http',
    node: `${endpoint.host}:${endpoint.port}`,
    method,
    target,
    host,
    headers: sent === '' ? rest : { ...rest, 'content-length': String(Buffer.byteLength(sent)) },
    body: sent === '' ? undefined : sent,
    timeout: Number(unescaped(timeout)),
  });
  if (asynchronous === '1') return '';
  return answer === undefined
    ? written(504, [], 'upstream request timeout')
    : written(answer.status, [...answer.headers, timed], answer.body);
}

/** The router tells how long a server took. */
const timed = ['x-envoy-upstream-service-time', '0'] as const;

function written(status: number, headers: readonly (readonly [string, string])[], body: string): string {
  const all = [[':status', String(status)], ...headers.map(([name, value]) => [name.toLowerCase(), value])];
  const parts = [body, ...all.flat()];
  return parts.map((one) => escaped(bytesOf(one))).join('\u0002');
}

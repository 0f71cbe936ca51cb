/** One answer of the evaluator beside what a real Envoy did. */
import type { Answer } from '@banyan/gateway/semantics/answer.ts';
import type { VectorRequest } from '../vectors/vector.ts';
import type { Response } from '../vectors/wire/client.ts';
import { decompressed, utf8 } from '../vectors/wire/http1.ts';
import type { Arrived } from './echo.ts';

/** Values that every request has anew, and what belongs to the connection. */
const varying = new Set(['x-request-id', 'x-envoy-upstream-service-time', 'x-ratelimit-reset', 'date']);
const ofConnection = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);

type Table = Readonly<Record<string, string>>;

function table(pairs: Iterable<readonly [string, string]>): Table {
  const made: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (ofConnection.has(name) || name === 'host') continue;
    const shown = varying.has(name) ? '*' : value;
    made[name] = made[name] === undefined ? shown : `${made[name]}, ${shown}`;
  }
  return made;
}

/** What differs, one line each; empty when they agree. */
export function disagreements(
  request: VectorRequest,
  answer: Answer,
  response: Response,
  arrived: readonly Arrived[],
): string[] {
  const found: string[] = [];
  const same = (field: string, expected: unknown, said: unknown): void => {
    const [one, other] = [JSON.stringify(expected) ?? 'nothing', JSON.stringify(said) ?? 'nothing'];
    if (one !== other) found.push(`${field}: Envoy ${one}, the evaluator ${other}`);
  };
  same('status', response.status, answer.status);
  if (response.status === 0 || answer.status === 0) return found;
  const [node] = arrived;
  same('reaches a node', node !== undefined, answer.upstream !== undefined);
  if (node !== undefined && answer.upstream !== undefined) {
    const { upstream } = answer;
    if (answer.nodes?.includes(node.node) !== true) same('nodes', node.node, answer.nodes);
    same('method', node.method, upstream.method);
    same('target', node.target, upstream.target);
    same('host', node.headers.find(([name]) => name === 'host')?.[1], upstream.host);
    same('body', node.body, upstream.body ?? request.body ?? '');
    tables('upstream', table(node.headers), sentTo(request, answer), same);
  }
  const headers = response.headers.map(([name, value]) => [name.toLowerCase(), utf8(value)] as const);
  const told = Object.entries(answer.headers ?? {}).flatMap(([name, value]) =>
    value.split('\n').map((one) => [name, one] as const),
  );
  tables(
    'response',
    table(headers),
    { ...table(told), ...(headers.some(([name]) => name === 'date') ? { date: '*' } : {}) },
    same,
  );
  const coding = headers.find(([name]) => name === 'content-encoding')?.[1];
  if (request.method !== 'HEAD')
    same('response body', decompressed(response.body, coding).toString(), answer.body ?? '');
  return found;
}

/** Headers that a node gets: those of the request with the changes. */
function sentTo(request: VectorRequest, { upstream }: Answer): Table {
  const own = Object.entries(request.headers).map(
    ([name, value]) => [name.toLowerCase(), typeof value === 'string' ? value.trim() : value.join(', ')] as const,
  );
  const kept = own.filter(
    ([name]) => upstream?.removed?.includes(name) !== true && upstream?.headers[name] === undefined,
  );
  return table([...kept, ...Object.entries(upstream?.headers ?? {})]);
}

function tables(
  where: string,
  expected: Table,
  said: Table,
  same: (field: string, one: unknown, other: unknown) => void,
): void {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(said)])) {
    // How repeated values are joined says nothing.
    same(`${where} ${name}`, expected[name]?.replaceAll(/, ?/g, ','), said[name]?.replaceAll(/, ?/g, ','));
  }
}

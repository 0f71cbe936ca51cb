/** Recorded traffic of any known form; each line may have its own. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { apisix } from './apisix.ts';
import { envoy } from './envoy.ts';
import { archived } from './har.ts';
import { nginx } from './nginx.ts';
import type { LogFormat, Recorded } from './recorded.ts';

const formats: readonly LogFormat[] = [apisix, envoy, nginx];

const revealing = /^(?:authorization|proxy-authorization|cookie|.*(?:api-?key|token|secret|password).*)$/i;

/** `host` is asked where a log does not say which one was. */
export function readTraffic(texts: readonly string[], host: string): Recorded {
  const counts = new Map<string, { request: GatewayRequest; count: number }>();
  let unread = 0;
  const add = (request: GatewayRequest): void => {
    const key = JSON.stringify(request);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { request, count: 1 });
    else known.count++;
  };
  for (const text of texts) {
    const all = text.trimStart().startsWith('{') ? archived(text) : undefined;
    if (all !== undefined) all.forEach(add);
    else
      for (const line of text.split(/\r?\n/)) {
        if (line.trim() === '') continue;
        const request = requestIn(line, host);
        if (request === undefined) unread++;
        else add(request);
      }
  }
  const requests = [...counts.values()].toSorted((one, other) => other.count - one.count);
  return { requests, unread, secrets: requests.flatMap(({ request }) => secretsIn(request)) };
}

function requestIn(line: string, host: string): GatewayRequest | undefined {
  for (const { read } of formats) {
    const request = read(line, host);
    if (request !== undefined) return request;
  }
  return undefined;
}

const secretsIn = ({ headers }: GatewayRequest): readonly string[] =>
  Object.entries(headers).flatMap(([name, value]) => (revealing.test(name) ? [value].flat() : []));

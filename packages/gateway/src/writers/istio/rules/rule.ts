/** An http rule of a VirtualService, put together. */
import type { JsonObject } from '../../envoy/config.ts';
import { record, text } from '../../kubernetes/plain.ts';
import { clusterOf } from './edits.ts';
import { routeHeader } from './forwarding.ts';
import type { Edits } from './headers.ts';
import type { Words } from './words.ts';

export function ruleOf(
  route: JsonObject,
  requests: readonly JsonObject[],
  said: JsonObject,
  request: Edits,
  response: Edits,
  { retries, mode }: Words,
): JsonObject {
  const asking = requests.filter((one) => Object.values(one).some((part) => part !== undefined));
  // One alternative that asks for nothing takes everything.
  const all = asking.length < requests.length;
  const edits = { request: request.said(), response: response.said() };
  const forwards = said['route'] !== undefined;
  const attempts = retries(clusterOf(route));
  return {
    name: route['name'],
    match: mode === 'lua' ? keeping(all ? [{}] : asking, text(route['name'])) : all ? undefined : asking,
    ...said,
    retries: forwards
      ? attempts === 0
        ? noRetries
        : { attempts, retryOn: 'connect-failure,refused-stream' }
      : undefined,
    headers: edits.request === undefined && edits.response === undefined ? undefined : edits,
  };
}

/** A script that has named a route keeps it, whatever it changes of the request; nothing else is asked for then. */
const keeping = (requests: readonly JsonObject[], name: string): readonly JsonObject[] => [
  ...requests.map((one) => ({ ...one, withoutHeaders: { ...record(one['withoutHeaders']), [routeHeader]: {} } })),
  { headers: { [routeHeader]: { exact: name } } },
];

const noRetries: JsonObject = { attempts: 0 };

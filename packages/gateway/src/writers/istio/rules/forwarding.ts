/**
 * Headers that the source's gateway adds to every request (APISIX's nginx.conf: X-Real-IP, X-Forwarded-*). Istio sets
 * X-Forwarded-For and X-Forwarded-Proto itself; the others are edits of each rule, because no other object of Istio's has
 * request headers. Where scripts are allowed, the last one of them writes the addresses.
 */
import type { Forwarding } from '../../../model/model.ts';
import { retryReasons } from '../../envoy/routes.ts';
import { record, text } from '../../kubernetes/plain.ts';
import type { Edits } from './headers.ts';
import type { Words } from './words.ts';

/** Before the edits of the route, which may overwrite them; not those that a script edits further. */
export function addPresets(edits: Edits, { forwarding, mode }: Words, scripted: ReadonlySet<string>): void {
  if (mode !== 'lua') for (const name of ['forwarded', 'te', 'expect']) edits.remove(name);
  for (const [name, value] of presetsOf(forwarding)) if (!scripted.has(name.toLowerCase())) edits.set(name, value);
}

/** What is set before the edits of the route. */
export const presetsOf = ({ forwardedHost, forwardedPort }: Forwarding): readonly (readonly [string, string])[] => [
  ...(forwardedHost ? [[forwardedHostHeader, '%REQ(:AUTHORITY)%'] as const] : []),
  ...(forwardedPort ? [['X-Forwarded-Port', '%DOWNSTREAM_LOCAL_PORT%'] as const] : []),
];

export const forwardedHostHeader = 'X-Forwarded-Host';

/** A destination with a host of its own rewrites it before the edits of the rule: so it tells the client's itself. */
export const hostBefore = ({ mode, forwarding }: Words): Readonly<Record<string, string>> =>
  mode !== 'filters' && forwarding.forwardedHost ? { [forwardedHostHeader]: '%REQ(:AUTHORITY)%' } : {};

/** Behind the edits of the route. */
export function addForwarding(edits: Edits, { forwarding, mode }: Words, retries: number): void {
  if (mode === 'lua') edits.remove(routeHeader);
  else {
    if (forwarding.forwardedFor === 'append') setChain(edits);
    if (forwarding.realIp) edits.set('X-Real-IP', address);
  }
  if (retries > 0) edits.set('x-envoy-retry-on', reasons);
}

/** Behind what the route makes of the chain of addresses. */
function setChain(edits: Edits): void {
  const made = edits.stateOf('x-forwarded-for');
  edits.set('X-Forwarded-For', made === undefined ? chain : made === '' ? address : `${made}, ${address}`);
}

const address = '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%';

/**
 * Envoy has appended its peer already; for a peer on loopback it names itself instead. istiod reads no parentheses inside
 * of such a text, so there the chain begins anew.
 */
const kept = 'x-envoy-external-address';
const loopback = '127.0.0.1';
const chain = `%CEL('${kept}' in request.headers && request.headers['${kept}'] == '${loopback}' ? '${loopback}' : request.headers['x-forwarded-for'])%`;

/** Names the route that a script has chosen to keep, whatever it changes of the request. */
export const routeHeader = 'x-banyan-route';
/** Set for a path that nginx refuses. */
export const refusedHeader = 'x-banyan-refused';

const reasons = text(record(retryReasons['header'])['value']);

/**
 * Headers that the source's gateway adds to every request (APISIX's nginx.conf: X-Real-IP, X-Forwarded-*). Istio sets
 * X-Forwarded-For and X-Forwarded-Proto itself; the others are edits of each rule, because no other object of Istio's has
 * request headers.
 */
import type { Forwarding } from '../../../model/model.ts';
import { internal } from '../../envoy/match/carrier.ts';
import { retryReasons } from '../../envoy/routes.ts';
import { record, text } from '../plain.ts';
import type { Edits } from './headers.ts';
import type { Words } from './words.ts';

/** Before the edits of the route, which may overwrite them. */
export function addPresets(edits: Edits, forwarding: Forwarding): void {
  edits.remove('forwarded');
  if (forwarding.forwardedHost) edits.set('X-Forwarded-Host', '%REQ(:AUTHORITY)%');
  if (forwarding.forwardedPort) edits.set('X-Forwarded-Port', '%DOWNSTREAM_LOCAL_PORT%');
}

/** Behind the edits of the route. */
export function addForwarding(edits: Edits, { forwarding, mode, scripted }: Words, retries: number): void {
  const lua = mode === 'lua';
  if (!lua && forwarding.forwardedFor === 'append') edits.set('X-Forwarded-For', chain);
  if (forwarding.realIp) edits.set('X-Real-IP', lua ? clientKept : '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%');
  if (lua)
    for (const name of [internal.clientAddress, internal.httpVersion, internal.sni, routeHeader]) edits.remove(name);
  if (lua) for (const name of scripted) edits.remove(name);
  if (retries > 0) edits.set('x-envoy-retry-on', reasons);
}

/**
 * Envoy has appended its peer already; for a peer on loopback it names itself instead. istiod reads no parentheses inside
 * of such a text, so there the chain begins anew.
 */
const kept = 'x-envoy-external-address';
const loopback = '127.0.0.1';
const chain = `%CEL('${kept}' in request.headers && request.headers['${kept}'] == '${loopback}' ? '${loopback}' : request.headers['x-forwarded-for'])%`;

/** Names the route that a script has chosen to keep, whatever it changes of the request. */
export const routeHeader = 'x-banyan-route';

/** Where the script in front keeps the client's address: headers are removed before others are set. */
export const clientKept = '%DYNAMIC_METADATA(banyan:client)%';

const reasons = text(record(retryReasons['header'])['value']);

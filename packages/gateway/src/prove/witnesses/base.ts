/** Requests that should meet every condition of a site: one for each of its paths, and one for each of its hosts. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { carrying } from '../edit.ts';
import { insideOf } from './ranges.ts';
import type { PathAtom, Site } from '../atoms/atoms.ts';

/** Not a peer that gateways trust by default. */
const client = '203.0.113.7';

export function basesOf(site: Site): readonly GatewayRequest[] {
  const [path = '/', ...paths] = site.paths.map(pathOf);
  const [host = 'any.example', ...hosts] = site.hosts.map(hostOf);
  return [
    meeting(site, path, host),
    ...paths.map((one) => meeting(site, one, host)),
    ...hosts.map((one) => meeting(site, path, one)),
  ];
}

/** The same with other credentials: in each other way that is right, and in every way that is not. */
export interface Otherwise {
  readonly right: readonly GatewayRequest[];
  readonly wrong: readonly GatewayRequest[];
}

export function otherwise(site: Site): Otherwise {
  const [bare] = basesOf({ ...site, credentials: [] });
  if (bare === undefined) return { right: [], wrong: [] };
  const ways = new Map(site.credentials.toReversed().map((one) => [one.way, one]));
  const [first] = site.credentials;
  const right = [...ways.values()].filter((one) => one !== first).map(({ show }) => show(bare));
  const wrong = [...ways.values()].flatMap((one) => one.wrong.map((broken) => broken(bare)));
  const large = site.sizes.filter((size) => size < mostBytes).map((size) => ({ ...bare, body: 'x'.repeat(size + 1) }));
  return { right, wrong: [...(ways.size === 0 ? [] : [bare]), ...wrong, ...large] };
}

const mostBytes = 100_000;

export const pathOf = ({ kind, text }: PathAtom): string => encoded(kind === 'exact' ? text : `${text}x7`);

/** A name that the pattern covers. */
export const hostOf = (pattern: string): string => {
  const name = pattern.replace(/^\*/, 'w').replace(/\*$/, 'w');
  return name === '' || name === 'w' ? 'any.example' : name;
};

/** The path as a client would send it. */
const encoded = (path: string): string =>
  path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu, (char) => encodeURIComponent(char));

function meeting(site: Site, path: string, host: string): GatewayRequest {
  const [method = 'GET'] = site.methods;
  const [range] = site.addresses;
  const [body] = site.bodies;
  let request: GatewayRequest = {
    method,
    path,
    host,
    headers: {},
    client_ip: range === undefined ? client : (insideOf(range) ?? client),
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  };
  for (const { carrier, accepted, absent } of site.tests)
    if (absent !== true && accepted[0] !== undefined) request = carrying(request, carrier, accepted[0]);
  const shown = new Set<string>();
  for (const credential of site.credentials) {
    if (shown.has(credential.kind)) continue;
    shown.add(credential.kind);
    request = credential.show(request);
  }
  return request;
}

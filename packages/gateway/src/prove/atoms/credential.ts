/** Credentials in the forms that gateways know, whatever format configures them. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { carrying, withHeader, withQuery } from '../edit.ts';
import type { Carrier, Credential } from './atoms.ts';
import { signedToken, unsignedToken } from './tokens.ts';

const invalid = 'not-a-valid-credential';

/** A key in the clear. */
export function keyCredential(label: string, carriers: readonly Carrier[], key: string): readonly Credential[] {
  return carriers.map((carrier, index) => ({
    label: index === 0 ? label : `${label} in the ${carrier.on}`,
    kind: 'key',
    way: `${carrier.on} ${carrier.name}`,
    secrets: [key],
    show: (request) => carrying(request, carrier, key),
    wrong: [
      ...[`${key}x`, key.toUpperCase(), ` ${key}`, '', invalid].map(
        (value) => (request: GatewayRequest) => carrying(request, carrier, value),
      ),
      ...(carrier.on === 'query' ? [twice(carrier.name, key, 'other'), twice(carrier.name, 'other', key)] : []),
    ],
  }));
}

const twice = (name: string, one: string, other: string) => (request: GatewayRequest) => {
  const first = withQuery(request, name, one);
  return { ...first, path: `${first.path}&${name}=${encodeURIComponent(other)}` };
};

const basic = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');

/** Name and password (RFC 7617). */
export function passwordCredential(label: string, user: string, password: string): Credential {
  const shown = (value: string) => (request: GatewayRequest) => withHeader(request, 'authorization', value);
  return {
    label,
    kind: 'basic',
    way: 'header authorization',
    secrets: [password, basic(user, password)],
    show: shown(`Basic ${basic(user, password)}`),
    wrong: [
      `Basic ${basic(user, `${password}x`)}`,
      `Basic ${basic(`${user}x`, password)}`,
      `Basic ${basic(user, '')}`,
      'Basic',
      'Basic !!!!',
      `basic ${basic(user, password)}`,
      'Bearer x',
    ].map(shown),
  };
}

export interface TokenOptions {
  readonly carriers: readonly Carrier[];
  readonly algorithm: string;
  readonly secret: Buffer;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Long after and long before anything that a witness may be asked at. */
const farFuture = 253_402_300_000;
const longAgo = 946_684_800;

/** A JSON web token; no valid one where only its maker has the key. */
export function tokenCredentials(
  label: string,
  { carriers, algorithm, secret, claims }: TokenOptions,
): readonly Credential[] {
  const good = signedToken(algorithm, secret, { ...claims, exp: farFuture });
  if (good === undefined) return [];
  const other = Buffer.concat([secret, Buffer.from('x')]);
  const wrong = [
    signedToken(algorithm, other, { ...claims, exp: farFuture }),
    signedToken(algorithm, secret, { ...claims, exp: longAgo }),
    signedToken(algorithm, secret, { ...claims, nbf: farFuture, exp: farFuture + 1 }),
    signedToken(algorithm, secret, { exp: farFuture }),
    signedToken(algorithm === 'HS256' ? 'HS512' : 'HS256', secret, { ...claims, exp: farFuture }),
    unsignedToken({ ...claims, exp: farFuture }),
    `${good}x`,
    'a.b.c',
    '',
  ].filter((token) => token !== undefined);
  return carriers.map((carrier, index) => {
    const value = (token: string): string =>
      carrier.on === 'header' && carrier.name.toLowerCase() === 'authorization' ? `Bearer ${token}` : token;
    return {
      label: index === 0 ? label : `${label} in the ${carrier.on}`,
      kind: 'token',
      way: `${carrier.on} ${carrier.name}`,
      secrets: [good, ...wrong.filter((token) => token.length > 20)],
      show: (request: GatewayRequest) => carrying(request, carrier, value(good)),
      wrong: wrong.map((token) => (request: GatewayRequest) => carrying(request, carrier, value(token))),
    };
  });
}

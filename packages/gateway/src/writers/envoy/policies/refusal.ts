/** The 401 of a request without valid credentials, as APISIX words it (apisix/plugins/key-auth.lua, jwt-auth.lua). */
import { headerOption, type HeaderMatcher, type JsonObject, literal } from '../config.ts';
import { answer, type Variant } from './variant.ts';

/** `scheme` is the first word of the challenge: `apikey`, `Bearer`. */
export interface Challenge {
  readonly scheme: string;
  readonly realm: string;
}

export const challengeHeader = ({ scheme, realm }: Challenge): JsonObject =>
  headerOption('www-authenticate', `${scheme} realm="${literal(realm)}"`);

export const refused = (
  variant: Variant,
  challenge: Challenge,
  message: string,
  guard: readonly HeaderMatcher[],
): Variant =>
  answer(
    variant,
    401,
    `${JSON.stringify({ message })}\n`,
    [headerOption('content-type', 'text/plain; charset=utf-8'), challengeHeader(challenge)],
    guard,
  );

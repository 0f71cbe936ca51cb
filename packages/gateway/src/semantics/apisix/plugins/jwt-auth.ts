import { type Context, read, setRequestHeader } from '../context.ts';
import { parseJson } from '../request/body.ts';
import { isTable, numberOf, type Table, textOf, textsOf, type Value } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import { conclude, type Found } from './authenticate.ts';
import { decodeBase64, decodeBase64Url } from './base64.ts';
import { verifySignature } from './jwt-signature.ts';
import type { Plugin } from './plugin.ts';
import { firstArgument, removeArgument } from './request-arguments.ts';

/** A token in a header, an argument or a cookie, in this order (plugins/jwt-auth.lua). */
export const jwtAuth: Plugin = {
  name: 'jwt-auth',
  priority: 2510,
  auth: true,
  compile(conf) {
    const challenge = { scheme: 'Bearer', realm: textOf(conf['realm']) ?? 'jwt' };
    return { rewrite: (context) => conclude(context, conf, find(context, conf), challenge) };
  },
};

function find(context: Context, conf: Table): Found {
  const token = fetchToken(context, conf);
  if (token === undefined) return { failure: 'Missing JWT token in request' };
  const parts = token.split('.');
  const [rawHeader = '', rawPayload = '', signature = ''] = parts;
  const header = parts.length === 3 && signature !== '' ? decodePart(rawHeader) : undefined;
  const payload = decodePart(rawPayload);
  if (!isTable(header) || payload === undefined) return { failure: 'JWT token invalid' };
  const key = isTable(payload) ? payload[textOf(conf['key_claim_name']) ?? 'key'] : undefined;
  if (key === undefined || key === false || !isTable(payload)) return { failure: 'missing user key in JWT token' };
  const consumer = typeof key === 'string' ? context.gateway.consumers.find('jwt-auth', 'key', key) : undefined;
  if (consumer === undefined) return { failure: 'Invalid user key in JWT token' };
  const failure = { failure: 'failed to verify jwt' };
  const { auth } = consumer;
  const algorithm = textOf(auth['algorithm']) ?? 'HS256';
  const secret = keyOf(auth, algorithm);
  if (secret === undefined || header['alg'] !== algorithm) return failure;
  const bytes = decodeBase64Url(signature);
  if (bytes === undefined || !verifySignature(algorithm, `${rawHeader}.${rawPayload}`, bytes, secret)) return failure;
  return claimsHold(context, conf, payload, numberOf(auth['lifetime_grace_period']) ?? 0) ? { consumer } : failure;
}

function decodePart(part: string): Value | undefined {
  const text = decodeBase64Url(part);
  return text === undefined ? undefined : parseJson(text);
}

function keyOf(auth: Table, algorithm: string): string | undefined {
  if (!algorithm.startsWith('HS')) return textOf(auth['public_key']);
  const secret = textOf(auth['secret']);
  return auth['base64_secret'] === true && secret !== undefined ? decodeBase64(secret) : secret;
}

/** Takes the token out of the request where `hide_credentials` says so, whether it is good or not. */
function fetchToken(context: Context, conf: Table): string | undefined {
  const hide = conf['hide_credentials'] === true;
  const header = textOf(conf['header']) ?? 'authorization';
  const sent = firstHeader(context.exchange.headers, header.toLowerCase());
  if (sent !== undefined) {
    if (hide) setRequestHeader(context, header, undefined);
    return /^[Bb]earer /.test(sent) ? sent.slice(7) : sent;
  }
  const query = textOf(conf['query']) ?? 'jwt';
  const argument = firstArgument(context, query);
  if (argument !== undefined) {
    if (hide) removeArgument(context, query);
    return typeof argument === 'string' ? argument : '';
  }
  const cookie = textOf(conf['cookie']) ?? 'jwt';
  const value = read(context, `cookie_${cookie}`);
  if (typeof value !== 'string') return undefined;
  if (hide) hideCookie(context, cookie);
  return value;
}

/** Writes the Cookie header anew without one cookie; characters that a cookie should not hold are lost. */
function hideCookie(context: Context, name: string): void {
  const sent = firstHeader(context.exchange.headers, 'cookie') ?? '';
  const kept = [...sent.matchAll(/([a-zA-Z0-9-_]*)=([a-zA-Z0-9-._]*)/g)].filter((found) => found[1] !== name);
  setRequestHeader(context, 'Cookie', kept.map((found) => found[0]).join('; '));
}

/** Listed claims must be there; without a list, those that are there must hold. */
function claimsHold(context: Context, conf: Table, payload: Table, grace: number): boolean {
  const now = Math.floor(context.exchange.now / 1000);
  const listed = textsOf(conf['claims_to_verify']);
  for (const claim of listed.length === 0 ? ['nbf', 'exp'] : listed) {
    const value = payload[claim];
    if (value === undefined && listed.length === 0) continue;
    if (typeof value !== 'number') return false;
    if (claim === 'nbf' ? value >= now + grace : value <= now - grace) return false;
  }
  return true;
}

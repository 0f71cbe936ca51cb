/**
 * Envoy's own filter for tokens (jwt_authn) in Lua: Istio has RequestAuthentication for it, which needs an issuer that tokens
 * of the source do not have. The token was found and its claims judged before (envoy/lua/jwt.ts); here each key that
 * verifies it puts the claim into the header of that key, for which the routes ask.
 */
import { createPublicKey } from 'node:crypto';
import type { JsonObject } from '../../envoy/config.ts';
import { decode64, decode64url, decodeJson } from '../../envoy/lua/blocks.ts';
import { quoted } from '../../envoy/lua/code.ts';
import { hashing, hmac, same, sha256, sha384, sha512 } from '../../envoy/lua/hashes.ts';
import { tokenHeader } from '../../envoy/lua/jwt.ts';
import { list, record, text } from '../../kubernetes/plain.ts';

/** The code of a hash that Lua has to bring itself, and the size of its block in bytes. */
const hashes: Readonly<Record<string, readonly [code: string, block: number]>> = {
  sha256: [sha256, 64],
  sha384: [sha384, 128],
  sha512: [sha512, 128],
};

interface Key {
  readonly header: string;
  readonly claim: string;
  readonly algorithm: string;
  /** The secret, or the public key as DER. */
  readonly bytes: Uint8Array;
}

/** undefined when one of the keys is of a kind that Lua cannot use. */
export function verifyScript(filter: JsonObject, requirement: string): string | undefined {
  const wanted = record(record(filter['requirement_map'])[requirement]);
  const names = list(record(wanted['requires_any'])['requirements']).flatMap(({ provider_name: name }) =>
    typeof name === 'string' ? [name] : [],
  );
  const keys = names.map((name) => keyOf(record(record(filter['providers'])[name])));
  const known = keys.flatMap((key) => key ?? []);
  return known.length < keys.length ? undefined : scriptOf(known);
}

function keyOf({ local_jwks, claim_to_headers }: JsonObject): Key | undefined {
  const [target] = list(claim_to_headers);
  // Written by the Envoy writer: a list of one key.
  const { keys } = JSON.parse(text(record(local_jwks)['inline_string'])) as { readonly keys: readonly JsonWebKey[] };
  const [jwk] = keys;
  const algorithm = jwk?.alg ?? '';
  if (jwk === undefined || target === undefined || !/^(?:HS|RS|ES)(?:256|384|512)$/.test(algorithm)) return undefined;
  const bytes = algorithm.startsWith('HS')
    ? Buffer.from(jwk.k ?? '', 'base64url')
    : createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' });
  return { header: text(target['header_name']), claim: text(target['claim_name']), algorithm, bytes };
}

type JsonWebKey = Extract<Parameters<typeof createPublicKey>[0], { readonly format: 'jwk' }>['key'] & {
  readonly alg?: string;
  readonly k?: string;
};

function scriptOf(keys: readonly Key[]): string {
  const kinds = new Set(keys.map(({ algorithm }) => algorithm));
  const own = [...kinds].flatMap((kind) => (kind.startsWith('HS') ? [`sha${kind.slice(2)}`] : []));
  const code = own.map((name) => hashes[name]?.[0] ?? '').join('');
  const table = own.map((name) => `${name} = { ${name}, ${hashes[name]?.[1] ?? 64} }`).join(', ');
  return `${decode64}${decode64url}${decodeJson}${own.length === 0 ? '' : `${hashing}${code}${hmac}${same}`}
local hashes = {${table}}
local keys = {
${keys.map(keyLine).join('')}}
${[...kinds].some((kind) => kind.startsWith('ES')) ? der : ''}
local function verifies(handle, one, text, signature)
  local kind, hash = one.algorithm:sub(1, 2), "sha" .. one.algorithm:sub(3)
${own.length === 0 ? '' : '  if kind == "HS" then return same(hmac(hashes[hash][1], hashes[hash][2], one.bytes, text), signature) end\n'}${[...kinds].some((kind) => kind.startsWith('ES')) ? '  if kind == "ES" then signature = der(signature) end\n' : ''}  local key = handle:importPublicKey(one.bytes, #one.bytes):get()
  return (handle:verifySignature(hash, key, signature, #signature, text, #text))
end
function envoy_on_request(handle)
  local headers = handle:headers()
  local text, rest = (headers:get("${tokenHeader}") or ""):match("^([^.]*%.[^.]*)%.([^.]*)$")
  local signature = rest and decode64url(rest)
  if not signature then return end
  local head, claims = decodeJson(decode64url(text:match("^[^.]*"))), decodeJson(decode64url(text:match("[^.]*$")))
  for _, one in ipairs(keys) do
    local claim = claims[one.claim]
    if head.alg == one.algorithm and type(claim) == "string" and verifies(handle, one, text, signature) then
      headers:replace(one.header, claim)
    end
  end
end
`;
}

const keyLine = ({ header, claim, algorithm, bytes }: Key): string =>
  `  { header = ${quoted(header)}, claim = ${quoted(claim)}, algorithm = ${quoted(algorithm)}, bytes = ${quoted(bytes)} },\n`;

/** Signatures on elliptic curves are two numbers side by side; the library wants them as DER. */
const der = `local function der(signature)
  local half, parts = #signature / 2, ""
  if half < 1 or half ~= math.floor(half) then return signature end
  for at = 1, #signature, half do
    local number = signature:sub(at, at + half - 1):gsub("^%z+", "")
    if number == "" or number:byte() > 127 then number = "\\0" .. number end
    parts = parts .. "\\2" .. string.char(#number) .. number
  end
  return "\\48" .. (#parts > 127 and "\\129" or "") .. string.char(#parts) .. parts
end
`;

import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JsonObject, typed } from '../config.ts';
import { type Served, serve } from '../testing/envoy.ts';
import { model } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';
import { cookieOf, decode64, decode64url, decodeJson, parameterOf } from './blocks.ts';
import { hashing, hmac, same, sha1, sha256, sha384, sha512 } from './hashes.ts';

/** What the script is asked to do with the text of a header, in Base64 both ways. */
const calls = {
  sha1: 'sha1(text)',
  sha256: 'sha256(text)',
  sha384: 'sha384(text)',
  sha512: 'sha512(text)',
  hmac1: 'hmac(sha1, 64, text, text)',
  hmac256: 'hmac(sha256, 64, text, text)',
  hmac384: 'hmac(sha384, 128, text, text)',
  hmac512: 'hmac(sha512, 128, text, text)',
  decode64: 'tostring(decode64(text))',
  decode64url: 'tostring(decode64url(text))',
  same: 'tostring(same(text, "sesame"))',
  json: 'shown(decodeJson(text))',
  cookie: 'tostring((cookie(text, "token")))',
  parameter: 'tostring((parameter(text, "token")))',
} as const;

const script = `${decode64}${decode64url}${decodeJson}${parameterOf}${cookieOf}${hashing}${sha1}${sha256}${sha384}${sha512}${hmac}${same}
local function shown(value)
  if value == NULL then return "null" end
  if type(value) ~= "table" then return type(value) .. " " .. tostring(value) end
  local names = {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names, function(one, other) return tostring(one) < tostring(other) end)
  for i, name in ipairs(names) do names[i] = name .. "=" .. shown(value[name]) end
  return "{" .. table.concat(names, ",") .. "}"
end
function envoy_on_request(handle)
  local headers = handle:headers()
  local text = decode64(headers:get("x-text") or "")
  local call = headers:get("x-call")
  local made
${Object.entries(calls)
  .map(([name, code]) => `  if call == "${name}" then made = ${code} end\n`)
  .join('')}  handle:respond({ [":status"] = "200" }, handle:base64Escape(made))
end
`;

/** A listener whose only filter of interest is the script. */
function listening(): string {
  const written = envoyWriter.write(model([], []), createLedger(), {
    allow: new Set(['lua']),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
  });
  const filter: JsonObject = {
    name: 'blocks',
    typed_config: typed('envoy.extensions.filters.http.lua.v3.Lua', { default_source_code: { inline_string: script } }),
  };
  // JSON is YAML: the filter goes in front of all others.
  return [...(written.files[0]?.chunks ?? [])]
    .join('')
    .replace(
      /^( *)http_filters:\n( *)- /m,
      (_, outer, inner) =>
        `${String(outer)}http_filters:\n${String(inner)}- ${JSON.stringify(filter)}\n${String(inner)}- `,
    );
}

describe('building blocks of scripts, on Envoy', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve([listening()]);
  }, 30_000);
  afterAll(async () => {
    await served?.stop();
  });
  const ask = async (call: keyof typeof calls, text: string | Uint8Array): Promise<Buffer> => {
    const given = Buffer.from(text).toString('base64');
    const { body } = await served.ask('GET', '/', { host: 'shop.example', 'x-call': call, 'x-text': given });
    return Buffer.from(body, 'base64');
  };
  const said = async (call: keyof typeof calls, text: string): Promise<string> => (await ask(call, text)).toString();

  const lengths = [0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 300];
  test.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)(
    '%s gives the digest of texts of any length',
    async (name) => {
      for (const length of lengths) {
        const text = randomBytes(length);
        expect(await ask(name, text)).toEqual(createHash(name).update(text).digest());
      }
    },
  );

  test.each([
    ['hmac1', 'sha1'],
    ['hmac256', 'sha256'],
    ['hmac384', 'sha384'],
    ['hmac512', 'sha512'],
  ] as const)('%s takes keys shorter and longer than a block', async (call, hash) => {
    for (const length of lengths.slice(1)) {
      const text = randomBytes(length);
      expect(await ask(call, text)).toEqual(createHmac(hash, text).update(text).digest());
    }
  });

  test.each([
    ['YWRh', 'ada'],
    ['YWRhIQ', 'ada!'],
    ['YWRhIQ==', 'ada!'],
    ['YWRhIR==more', 'ada!'],
    ['', ''],
    ['YWRh!', 'nil'],
    ['YWRhI', 'nil'],
    ['YWRh IQ', 'nil'],
  ])('%s decodes to %s', async (encoded, decoded) => {
    expect(await said('decode64', encoded)).toBe(decoded);
  });

  test('the alphabet of URLs is another one', async () => {
    expect(await said('decode64url', 'Pz8-Pz8_')).toBe('??>???');
    expect(await said('decode64url', 'Pz8+Pz8/')).toBe('nil');
  });

  test.each([
    [
      '{"key":"ada","exp":4102444800,"nested":{"list":[1,-2.5e1,"x"]}}',
      '{exp=number 4102444800,key=string ada,nested={list={1=number 1,2=number -25,3=string x}}}',
    ],
    [' [ true , false , null ] ', '{1=boolean true,2=boolean false,3=null}'],
    ['"a\\"b\\\\c\\u0041\\n"', 'string a"b\\cA\n'],
    ['{}', '{}'],
    ['7', 'number 7'],
    ['{"a":1', 'nil nil'],
    ['{"a":1}x', 'nil nil'],
    ['{a:1}', 'nil nil'],
    ['[1,]', 'nil nil'],
    ['', 'nil nil'],
  ])('%s reads as %s', async (json, shown) => {
    expect(await said('json', json)).toBe(shown);
  });

  test('a cookie and a parameter are found by their whole names, the first one counts', async () => {
    expect(await said('cookie', 'other=1; token=a=b ; token=c')).toBe('a=b');
    expect(await said('cookie', 'tokens=1; my-token=2')).toBe('nil');
    expect(await said('parameter', '/x?tokens=1&t%6fken=a%20b+c&token=d#token=e')).toBe('a b c');
    expect(await said('parameter', '/x?other=token')).toBe('nil');
  });

  test('texts are the same or not, whatever their length', async () => {
    expect([await said('same', 'sesame'), await said('same', 'sesamo'), await said('same', 'sesam')]).toEqual([
      'true',
      'false',
      'false',
    ]);
  });
});

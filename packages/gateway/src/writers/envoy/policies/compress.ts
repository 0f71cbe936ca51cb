/**
 * gzip (apisix/plugins/gzip.lua and nginx's gzip filter; observed: gzip vectors) by Envoy's compressor. Lua says which answers are
 * compressed, as the source does: it gives those a type that the compressor looks for, and takes it back behind the
 * compressor, with the Vary that Envoy adds. Without Lua nothing is compressed: Envoy would also compress for HTTP/1.0, behind
 * other proxies and without a type, and says so in Vary.
 */
import { all, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Compress } from '../../../model/policy.ts';
import { type JsonObject, typed } from '../config.ts';
import { onAnswer, onRequest, quoted } from '../lua/code.ts';
import { script, scriptFilters } from '../lua/script.ts';
import { keep, keptValue } from '../lua/variables.ts';
import { isAsked } from './asking.ts';
import type { Applied, Needs, PolicyContext, Variant } from './variant.ts';

/** Only for clients that accept it and come without a proxy in between. */
const accepted: Condition = all([
  {
    subject: 'header:accept-encoding',
    matches: '(?:^|[, ])gzip\\s*(?:;\\s*q=(?:1|0\\.0*[1-9])[\\d.]*)?\\s*(?:,|$)',
    ignoreCase: true,
  },
  not({ subject: 'header:via', present: true }),
]);

export function compress(policy: Compress, variants: readonly Variant[], context: PolicyContext): Applied {
  const { lua, chain } = context.needs;
  const params = { part: policy.origin };
  if (!lua || !chain || variants.some((one) => isAsked(one, 'compress')))
    return {
      variants,
      differences: [
        {
          code: 'ENV150',
          params,
          verdict: 'unsupported',
          when: policy.vary ? { always: true } : accepted,
          ...(policy.types === undefined ? {} : { types: policy.types }),
        },
      ],
    };
  const source = `${onRequest(asked(policy))}${onAnswer(answered(policy))}`;
  const next = variants.map((variant) => ({
    ...variant,
    filters: { ...variant.filters, ...script('compress', source, false, context.needs), [compressor]: perRoute },
  }));
  return { variants: next, differences: [] };
}

const asked = ({ version }: Compress): readonly string[] => [
  'local wanted = false',
  'for part in (header(headers, "accept-encoding"):lower() .. ","):gmatch("([^,]*),") do',
  '  local quality = part:match("^%s*gzip%s*;%s*q=([%d.]+)%s*$")',
  '  if part:find("^%s*gzip%s*$") or (quality and tonumber(quality) ~= 0) then wanted = true end',
  'end',
  `local version = tonumber(handle:streamInfo():protocol():match("[%d.]+$")) or 0`,
  keep('gzip', `wanted and not headers:get("via") and version >= ${version} and headers:get(":method") or ""`),
  keep('version', `version >= ${version} and "1" or ""`),
];

/** Takes note of what the compressor is to do; other policies may change the answer behind it. */
const answered = ({ types, least, vary }: Compress): readonly string[] => [
  'local type = headers:get("content-type")',
  ...(types === undefined
    ? ['if not type then return end']
    : [
        `local types = {${types.map((one) => `[${quoted(one)}] = true`).join(', ')}}`,
        'if not type or not types[type:match("^[^;]*")] then return end',
      ]),
  `if (tonumber(headers:get("content-length") or "") or ${least}) < ${least} then return end`,
  ...(vary
    ? [
        `if ${keptValue('version')} ~= "" then`,
        '  local sent = header(headers, "vary")',
        '  headers:replace("vary", sent == "" and "Accept-Encoding" or sent .. ", Accept-Encoding")',
        'end',
      ]
    : []),
  keep('compressed', keptValue('gzip')),
];

const typeHeader = 'x-banyan-type';
const varyHeader = 'x-banyan-vary';
/** The type that the compressor looks for, and one that it does not: it would take an answer without type for fitting. */
const [marked, unmarked] = ['application/x-banyan-gzip', 'application/x-banyan-plain'];

/** nginx's part: never a second encoding, and only for these statuses. A HEAD is answered as the GET would be. */
const mark = onAnswer([
  `local method, status, type = ${keptValue('compressed')}, headers:get(":status"), headers:get("content-type")`,
  'local fits = status == "200" or status == "403" or status == "404"',
  'if method == "" or not fits or headers:get("content-encoding") then',
  `  if not type then headers:add("content-type", "${unmarked}") end`,
  '  return',
  'end',
  'local tag = headers:get("etag") or ""',
  'if tag:sub(1, 1) == "\\"" then headers:replace("etag", "W/" .. tag) end',
  'headers:remove("accept-ranges")',
  'if method == "HEAD" then',
  '  headers:remove("content-length")',
  '  headers:add("content-encoding", "gzip")',
  '  return',
  'end',
  `headers:add("${typeHeader}", type or "")`,
  `headers:add("${varyHeader}", header(headers, "vary"))`,
  `headers:replace("content-type", "${marked}")`,
]);

const unmark = onAnswer([
  `if headers:get("content-type") == "${unmarked}" then headers:remove("content-type") end`,
  `local type, vary = headers:get("${typeHeader}"), headers:get("${varyHeader}")`,
  'if not type then return end',
  'headers:remove("content-type")',
  'if type ~= "" then headers:add("content-type", type) end',
  'headers:remove("vary")',
  'if vary ~= "" then headers:add("vary", vary) end',
  `headers:remove("${typeHeader}")`,
  `headers:remove("${varyHeader}")`,
]);

const compressor = 'envoy.filters.http.compressor';
const extension = 'envoy.extensions.filters.http.compressor.v3.Compressor';
/** Switches it on. */
const perRoute: JsonObject = typed(`${extension}PerRoute`, { overrides: { response_direction_config: {} } });

const lua = (name: string, source: string): JsonObject => ({
  name: `envoy.filters.http.lua/${name}`,
  typed_config: typed('envoy.extensions.filters.http.lua.v3.Lua', {
    default_source_code: { inline_string: source },
    clear_route_cache: false,
  }),
});

/** In the order of requests: answers pass them the other way round. */
export function compressing(needs: Needs): readonly JsonObject[] {
  if (scriptFilters(needs, ['compress']).length === 0) return [];
  const off = { default_value: false, runtime_key: 'banyan.compress' };
  return [
    lua('compressed', unmark),
    {
      name: compressor,
      typed_config: typed(extension, {
        response_direction_config: { common_config: { enabled: off, min_content_length: 1, content_type: [marked] } },
        compressor_library: {
          name: 'gzip',
          typed_config: typed('envoy.extensions.compression.gzip.compressor.v3.Gzip'),
        },
      }),
    },
    lua('compressible', mark),
  ];
}

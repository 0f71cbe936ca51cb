/**
 * opa (apisix/plugins/opa.lua; observed: opa vectors): the decision of a policy server by Lua, which tells it of the request
 * what APISIX tells. The server's HTTP status does not count; without an answer the request is refused with 403, without
 * a decision with 503. Without Lua the route is closed: no filter of Envoy asks in these words.
 */
import type { AskPolicy } from '../../../model/policy.ts';
import { refusalPage } from '../limits/words.ts';
import { onRequest, quoted } from '../lua/code.ts';
import { decodeJson, encodeJson } from '../lua/json.ts';
import { script } from '../lua/script.ts';
import { luaValue } from '../lua/variables.ts';
import { connectionHeader } from '../match/carrier.ts';
import { agent, authorityOf, call, cluster, guarded, isAsked } from './asking.ts';
import { edits, type Edit } from './edits.ts';
import { seenHeaders } from './seen-headers.ts';
import { protect } from './unmapped.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';

export function askPolicy(policy: AskPolicy, variants: readonly Variant[], context: PolicyContext): Applied {
  const found = variants.map((variant) => edits(variant));
  const { lua, clusters } = context.needs;
  if (!lua || !clusters || found.includes(undefined) || variants.some((one) => isAsked(one, 'ask-policy')))
    return protect(variants, context, {
      code: 'ENV114',
      params: { part: policy.origin },
      verdict: 'unsupported',
      when: { always: true },
    });
  context.needs.internalHeaders.add(connectionHeader);
  context.needs.removedEarly.add(connectionHeader);
  const name = cluster(policy.server, policy.milliseconds, context);
  const next = variants.map((variant, index) => {
    const source = `${decodeJson}${encodeJson}${onRequest(guarded(statements(policy, found[index] ?? [], name, context)))}`;
    return { ...variant, filters: { ...variant.filters, ...script('ask-policy', source, false, context.needs) } };
  });
  return { variants: next, differences: [] };
}

const query: readonly string[] = [
  'local args = {}',
  'local function plain(part) return (unescape((part:gsub("+", " ")))) end',
  'for part in query(headers):gmatch("[^&]+") do',
  '  local key, value = part:match("^([^=]*)=?(.*)$")',
  '  local name, known = plain(key), args[plain(key)]',
  '  value = not part:find("=", 1, true) or plain(value)',
  '  if known == nil then args[name] = value',
  '  elseif type(known) == "table" then known[#known + 1] = value',
  '  else args[name] = setmetatable({known, value}, list) end',
  'end',
];

function statements(policy: AskPolicy, made: readonly Edit[], name: string, context: PolicyContext): readonly string[] {
  const { server } = policy;
  const value = (attribute: string): string => luaValue(attribute, context) ?? '""';
  const told = Object.keys(policy.told).length === 0 ? '' : JSON.stringify(policy.told).slice(1, -1);
  return [
    ...seenHeaders(made),
    `sent.connection = headers:get("${connectionHeader}")`,
    'local own = sent["x-forwarded-port"]',
    ...query,
    `local request = {scheme = headers:get(":scheme"), method = headers:get(":method"), host = ${value('host')},`,
    `  port = tonumber(own), path = ${value('path')}, headers = sent, query = args}`,
    ...(policy.body
      ? [
          'local held = handle:body()',
          'if held and held:length() > 0 then request.body = held:getBytes(0, held:length()) end',
          'headers = handle:headers()',
        ]
      : []),
    'local var = {server_addr = handle:streamInfo():downstreamLocalAddress():gsub(":%d+$", ""), server_port = own,',
    `  remote_addr = ${value('clientAddress')}, remote_port = ${value('remotePort')}, timestamp = os.time()}`,
    'local body = encode({type = "http", request = request, var = var})',
    `body = '{"input":' .. ${told === '' ? 'body' : `body:sub(1, -2) .. ${quoted(`,${told}}`)}`} .. "}"`,
    `local ask = {[":method"] = "POST", [":path"] = ${quoted(server.target)}, [":authority"] = ${quoted(authorityOf(server))},`,
    `  ["user-agent"] = ${agent}, ["content-type"] = "application/json"}`,
    ...call(name, policy.milliseconds),
    'local function refuse(status, reason, more)',
    '  local page = status >= 300 and not reason',
    '  local shown = {[":status"] = tostring(status),',
    '    ["content-type"] = page and (status < 400 and "text/html" or "text/html; charset=utf-8") or "text/plain; charset=utf-8"}',
    '  for key, one in pairs(more or {}) do shown[key:lower()] = tostring(one) end',
    `  handle:respond(shown, reason or (page and ((${quoted(refusalPage(403))}):gsub("403 Forbidden", tostring(status)))) or "")`,
    'end',
    'if not answered then return refuse(403) end',
    'local whole = decode(text or "")',
    'local result = type(whole) == "table" and whole.result',
    'if not result then return refuse(503) end',
    'if type(result) ~= "table" or result == null then return refuse(type(result) == "string" and 403 or 500) end',
    'if not result.allow then',
    '  local reason = result.reason',
    '  if reason ~= nil and type(reason) ~= "string" then reason = encode(reason) end',
    '  return refuse(tonumber(result.status_code) or 403, reason, result.headers)',
    'end',
    ...(policy.passesOn.length === 0
      ? []
      : [
          // Headers do not outlive a call.
          'headers = handle:headers()',
          'if type(result.headers) == "table" and result.headers ~= null then',
          ...policy.passesOn.flatMap((one) => [
            `  headers:remove(${quoted(one.toLowerCase())})`,
            `  if result.headers[${quoted(one)}] ~= nil then headers:add(${quoted(one.toLowerCase())}, tostring(result.headers[${quoted(one)}])) end`,
          ]),
          'end',
        ]),
  ];
}

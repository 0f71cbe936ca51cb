/** The headers of a request as nginx would send them, for scripts that tell another server of it. */
import { quoted } from '../lua/code.ts';
import type { Edit } from './edits.ts';

/** Statements that give `sent`: texts, or lists of them, by lower-case name. `list` is what lists are marked with. */
export const seenHeaders = (made: readonly Edit[]): readonly string[] => [
  'local sent = {}',
  'local function add(name, value)',
  '  local known = sent[name]',
  '  if known == nil then sent[name] = value',
  '  elseif type(known) == "table" then known[#known + 1] = value',
  '  else sent[name] = setmetatable({known, value}, list) end',
  'end',
  'for name, value in pairs(headers) do',
  '  if not name:find("^:") and not name:find("^x%-banyan%-") and not name:find("^x%-envoy%-") then add(name, value) end',
  'end',
  'sent.host, sent.forwarded = headers:get(":authority"), nil',
  'sent["x-forwarded-host"], sent["x-forwarded-proto"] = sent.host, headers:get(":scheme")',
  'sent["x-forwarded-port"] = handle:streamInfo():downstreamLocalAddress():match(":(%d+)$")',
  ...made.map(({ name, value, adds }) => {
    const key = quoted(name.toLowerCase());
    if (adds) return `add(${key}, ${quoted(value ?? '')})`;
    return `sent[${key}] = ${value === undefined ? 'nil' : quoted(value)}`;
  }),
];

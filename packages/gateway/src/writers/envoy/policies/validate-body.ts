/**
 * request-validation of bodies (apisix/plugins/request-validation.lua): Lua reads the body and checks it against the route's
 * schema, in APISIX's words. Without Lua, or where the schema goes beyond what is covered, the route is closed.
 */
import { always } from '@banyan/core/condition/condition.ts';
import type { ValidateBody } from '../../../model/by-request.ts';
import { decodeForm, decodeJson, encodeJson } from '../lua/json.ts';
import { checkCode, schemaHelpers } from '../lua/schema.ts';
import { luaText, script } from '../lua/script.ts';
import { protect } from './unmapped.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';

export function validateBody(policy: ValidateBody, variants: readonly Variant[], context: PolicyContext): Applied {
  const params = { part: policy.origin, route: context.route ?? '-' };
  if (!context.options.allow.has('lua'))
    return protect(variants, context, { code: 'ENV094', params, verdict: 'unsupported', when: always });
  const check = checkCode(policy.schema);
  if (check === undefined)
    return protect(variants, context, { code: 'ENV095', params, verdict: 'unsupported', when: always });
  const code = [
    decodeJson,
    ...(check.completes ? [encodeJson] : []),
    decodeForm,
    schemaHelpers,
    check.code,
    main(policy, check.completes),
  ].join('');
  const filters = script('validate-body', code, false, context.needs);
  return {
    variants: variants.map((one) => ({ ...one, filters: { ...one.filters, ...filters } })),
    differences: [],
  };
}

/** A problem without a name is answered with the server's page. */
const main = ({ status, body, page, maxBytes }: ValidateBody, completes: boolean): string => `
function envoy_on_request(handle)
  local function refuse(problem)
    problem = ${body === undefined ? 'problem' : luaText(body)}
    local type = problem and "text/plain; charset=utf-8" or ${page === undefined ? 'nil' : '"text/html; charset=utf-8"'}
    handle:respond({ [":status"] = "${status}", ["content-type"] = type }, problem or ${luaText(page ?? '')})
  end
  local body = handle:body()
  local text = body and body:getBytes(0, body:length()) or ""
  local kind = handle:headers():get("content-type")
  if text == "" or #text > ${maxBytes} or (kind and handle:headers():getNumValues("content-type") > 1) then return refuse() end
  local isForm = kind and kind:lower():sub(1, 33) == "application/x-www-form-urlencoded"
  local value, wrong
  if isForm then value = form(text) else value, wrong = decode(text) end
  if value == nil then return refuse(wrong) end
  local problem = check(value)
  if problem then return refuse(problem) end
${completes ? '  if not isForm then body:setBytes(encode(value)) end\n' : ''}end
`;

/**
 * forward-auth (apisix/plugins/forward-auth.lua; observed: forward-auth vectors): the very request of APISIX by Lua. Envoy's
 * ext_authz asks with the client's own path and method and lets only 200 pass, so without Lua the route is closed.
 * The server sees headers as proxy-rewrite has set them, but the path as it came.
 */
import type { AskServer } from '../../../model/policy.ts';
import { refusalPage } from '../limits/words.ts';
import { onRequest, quoted } from '../lua/code.ts';
import { script } from '../lua/script.ts';
import { luaText, luaValue } from '../lua/variables.ts';
import { agent, authorityOf, call, cluster, guarded, isAsked } from './asking.ts';
import { protect } from './unmapped.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';

export function askServer(policy: AskServer, variants: readonly Variant[], context: PolicyContext): Applied {
  const unknown = policy.adds.flatMap(([, template]) =>
    template.flatMap((piece) =>
      typeof piece === 'object' && luaValue(piece.attribute, context) === undefined ? [piece.attribute] : [],
    ),
  );
  const twice = variants.some((variant) => isAsked(variant, 'ask-server'));
  if (!context.needs.lua || !context.needs.clusters || unknown.length > 0 || twice)
    return protect(variants, context, {
      code: 'ENV114',
      params: { part: policy.origin },
      verdict: 'unsupported',
      when: { always: true },
    });
  const server = cluster(policy.server, policy.milliseconds, context);
  const next = variants.map((variant) => {
    const source = onRequest(guarded(statements(policy, variant, server, context)));
    return { ...variant, filters: { ...variant.filters, ...script('ask-server', source, false, context.needs) } };
  });
  return { variants: next, differences: [] };
}

function statements(policy: AskServer, variant: Variant, name: string, context: PolicyContext): readonly string[] {
  const { server, method, milliseconds } = policy;
  const value = (attribute: string): string => luaValue(attribute, context) ?? '""';
  const set = (name: string, text: string): string => `ask[${quoted(name.toLowerCase())}] = ${text}`;
  return [
    `local ask = {[":method"] = "${method}", [":path"] = ${quoted(server.target)}, [":authority"] = ${quoted(authorityOf(server))}}`,
    set('user-agent', agent),
    set('x-forwarded-proto', value('scheme')),
    set('x-forwarded-method', value('method')),
    set('x-forwarded-host', value('host')),
    set('x-forwarded-uri', value('requestUri')),
    set('x-forwarded-for', value('clientAddress')),
    ...policy.sends.map((name) => {
      const made = edited(name, variant);
      const asSent = `if headers:get(${quoted(name)}) then ${set(name, value(`header:${name.toLowerCase()}`))} end`;
      return made === undefined ? asSent : set(name, quoted(made));
    }),
    ...policy.adds.map(([name, template]) => set(name, luaText(template, context))),
    'local body',
    ...(method === 'POST'
      ? [
          'local held = handle:body()',
          'body = held and held:length() > 0 and held:getBytes(0, held:length()) or nil',
          'if not body then ask["content-length"] = "0" end',
        ]
      : []),
    ...call(name, milliseconds),
    'local function values(name) return type(answer[name]) == "table" and answer[name] or {answer[name]} end',
    'if not answered then',
    ...(policy.otherwise === undefined
      ? ['  return']
      : [
          `  return handle:respond({[":status"] = "${policy.otherwise}", ["content-type"] = "text/html; charset=utf-8"}, ${quoted(refusalPage(policy.otherwise))})`,
        ]),
    'end',
    // Headers do not outlive a call.
    'headers = handle:headers()',
    'local status = tonumber(values(":status")[1])',
    'if status >= 300 then',
    '  local shown = {[":status"] = tostring(status), ["content-type"] = "text/plain"}',
    ...policy.shows.map((name) => {
      const key = quoted(name.toLowerCase());
      return `  if answer[${key}] then shown[${key}] = answer[${key}] end`;
    }),
    '  return handle:respond(shown, text)',
    'end',
    ...policy.passesOn.flatMap((name) => {
      const key = quoted(name.toLowerCase());
      return [`headers:remove(${key})`, `for _, one in ipairs(values(${key})) do headers:add(${key}, one) end`];
    }),
  ];
}

/** The text that the route will have set a header to. */
function edited(name: string, { requestMutations }: Variant): string | undefined {
  const edits = requestMutations.flatMap((mutation) => {
    const header: unknown = Reflect.get(Object(mutation['append']), 'header');
    const [key, value]: unknown[] = ['key', 'value'].map((part): unknown => Reflect.get(Object(header), part));
    const same = typeof key === 'string' && key.toLowerCase() === name.toLowerCase();
    return same && typeof value === 'string' && !/%[^%]/.test(value.replaceAll('%%', ''))
      ? [value.replaceAll('%%', '%')]
      : [];
  });
  return edits.at(-1);
}

/**
 * proxy-mirror (apisix/plugins/proxy-mirror.lua; observed: proxy-mirror vectors): a copy by Lua, with the path that the client
 * asked for, decoded, and the headers that the upstream gets. Difference: the script holds the whole body, so bodies over
 * Envoy's buffer are refused. Without Lua no copy is sent: Envoy's own would have the path and the client's address that the
 * upstream gets.
 */
import { always, type Condition } from '@banyan/core/condition/condition.ts';
import type { Mirror } from '../../../model/policy.ts';
import type { Upstream } from '../../../model/upstream.ts';
import { hostName } from '../cluster.ts';
import { onRequest, quoted } from '../lua/code.ts';
import { script } from '../lua/script.ts';
import { luaValue } from '../lua/variables.ts';
import { cluster } from './asking.ts';
import { edits, type Edit } from './edits.ts';
import { seenHeaders } from './seen-headers.ts';
import type { Applied, Difference, PolicyContext, Variant } from './variant.ts';

/** Envoy buffers 1 MiB. */
const large: Condition = {
  subject: 'header:content-length',
  matches: '^(?:[0-9]{8,}|1[1-9][0-9]{5}|10[5-9][0-9]{4}|[2-9][0-9]{6})$',
};

/** The copy is made of what is known in the end: {@link withMirror}. */
export function mirror(
  policy: Mirror,
  variants: readonly Variant[],
  { needs: { lua, clusters } }: PolicyContext,
): Applied {
  if (!lua || !clusters || variants.some((one) => one.mirror !== undefined))
    return { variants, differences: [notMirrored(policy)] };
  return {
    variants: variants.map((variant) => ({ ...variant, mirror: policy })),
    differences: [{ code: 'ENV152', params: { part: policy.origin }, verdict: 'approximated', when: large }],
  };
}

export const notMirrored = ({ origin }: Mirror): Difference => ({
  code: 'ENV151',
  params: { part: origin },
  verdict: 'unsupported',
  when: always,
});

/** The variant with its copy; undefined where what the upstream gets is only known later. */
export function withMirror(
  variant: Variant,
  upstream: Upstream | undefined,
  context: PolicyContext,
): Variant | undefined {
  const { mirror: policy, final } = variant;
  if (policy === undefined || final !== undefined) return variant;
  const made = edits(variant);
  const host = hostOf(variant, upstream);
  if (made === undefined || host === undefined) return undefined;
  const name = cluster(policy.server, 60_000, context);
  const source = `local list = {}\n${onRequest(statements(policy, made, host, name, context))}`;
  return { ...variant, filters: { ...variant.filters, ...script('mirror', source, false, context.needs) } };
}

/** The upstream's Host, in Lua. */
function hostOf({ forward, shares }: Variant, upstream: Upstream | undefined): string | undefined {
  const { host_rewrite_literal: literal, ...others } = forward;
  if (shares !== undefined || Object.keys(others).some((key) => key.startsWith('host_rewrite'))) return undefined;
  if (typeof literal === 'string') return quoted(literal);
  if (upstream === undefined || upstream.host.kind === 'pass') return 'sent.host';
  if (upstream.host.kind === 'rewrite') return quoted(upstream.host.host);
  const [node] = upstream.nodes;
  return node === undefined || upstream.nodes.length > 1 ? undefined : quoted(hostName(upstream, node));
}

function statements(
  { path, ratio }: Mirror,
  made: readonly Edit[],
  host: string,
  name: string,
  context: PolicyContext,
): readonly string[] {
  const target = luaValue('requestUri', context) ?? '"/"';
  const query = '((query(headers) == "" and "" or "?") .. query(headers))';
  const own = path === undefined ? target : `${quoted(path.text)} .. ${path.where === 'before' ? target : query}`;
  return [
    ...(ratio < 1 ? [`if math.random() >= ${ratio} then return end`] : []),
    ...seenHeaders(made),
    `sent[":method"], sent[":path"], sent[":authority"] = headers:get(":method"), ${own}, ${host}`,
    'local body',
    'if sent["content-length"] or sent["transfer-encoding"] then',
    '  local held = handle:body()',
    '  body = held and held:length() > 0 and held:getBytes(0, held:length()) or nil',
    'end',
    'sent.host, sent["transfer-encoding"], sent["content-length"] = nil, nil, not body and sent["content-length"] or nil',
    `handle:httpCall("${name}", sent, body, {asynchronous = true, timeout_ms = 60000, send_xff = false})`,
  ];
}

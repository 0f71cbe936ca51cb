/**
 * request-id: Envoy makes UUIDs by itself; other forms are made by Lua. The answer tells what the upstream was told; an
 * answer that Envoy makes itself has an identity too (apisix/plugins/request-id.lua).
 */
import { any, not } from '@banyan/core/condition/condition.ts';
import type { Identify } from '../../../model/transforms.ts';
import { headerOption, type JsonObject } from '../config.ts';
import { quoted } from '../lua/code.ts';
import { repeated } from '../match/doubts.ts';
import { type Applied, type Difference, type PolicyContext, prepared, type Variant } from './variant.ts';

export function identify(policy: Identify, variants: readonly Variant[], { options, route }: PolicyContext): Applied {
  const { header, shown, form } = policy;
  const lua = options.allow.has('lua') ? byLua(form) : undefined;
  const made: JsonObject = { append: headerOption(header, '%UNIQUE_ID%', 'ADD_IF_ABSENT') };
  const told = {
    append: { ...headerOption(header, `%REQ(${header})%`, 'ADD_IF_ABSENT'), keep_empty_value: undefined },
  };
  const name = quoted(header.toLowerCase());
  const early =
    lua === undefined ? [] : [`if (headers:get(${name}) or "") == "" then headers:replace(${name}, ${lua}) end`];
  return {
    variants: variants.map((one) => ({
      ...prepared(one, early),
      requestMutations: [...one.requestMutations, ...(early.length === 0 ? [...withoutEmpty(header), made] : [])],
      responseMutations: [...one.responseMutations, ...(shown ? [told, ...(early.length === 0 ? [made] : [])] : [])],
    })),
    differences: [
      ...(lua === undefined && !(form.kind === 'uuid' && form.version === 4) ? [otherForm(header)] : []),
      ...(early.length === 0 ? [several(header, route)] : []),
    ],
  };
}

/** Of several the upstream receives the first alone. */
const several = (header: string, route: string | undefined): Difference => ({
  code: 'ENV007',
  params: { route: route ?? '-' },
  verdict: 'exact',
  when: repeated(`header:${header.toLowerCase()}`),
});

/** An empty header counts as none: it is put aside, which leaves out an empty one, and taken back. */
function withoutEmpty(header: string): readonly JsonObject[] {
  const aside = 'x-banyan-identity';
  const moved = (to: string, from: string): JsonObject => ({
    append: { ...headerOption(to, `%REQ(${from})%`), keep_empty_value: undefined },
  });
  return [{ remove: aside }, moved(aside, header), { remove: header }, moved(header, aside), { remove: aside }];
}

function byLua(form: Identify['form']): string | undefined {
  if (form.kind === 'characters') return `characters(${quoted(form.from)}, ${form.length})`;
  return form.version === 7 ? 'uuid7(tonumber(handle:timestamp()))' : undefined;
}

function otherForm(header: string): Difference {
  const subject = `header:${header.toLowerCase()}` as const;
  return {
    code: 'ENV141',
    params: { header },
    verdict: 'approximated',
    when: any([not({ subject, present: true }), { subject, equals: '' }]),
  };
}

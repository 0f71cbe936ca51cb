/**
 * Header edits of answers: added first, then set, then removed. nginx sends no header that is empty, also where the
 * upstream sent one; Content-Type can be there only once; `_` in a name becomes `-`.
 */
import type { HeaderEdits, Template } from '../../../model/base.ts';
import { headerOption, type JsonObject } from '../config.ts';
import { quoted } from '../lua/code.ts';
import { keep, keptValue, luaValue } from '../lua/variables.ts';
import { differencesOf } from './header-text.ts';
import { fixedText, format } from './template.ts';
import type { Difference, PolicyContext } from './variant.ts';

const written = (name: string): string => name.replaceAll('_', '-');
const single = (name: string): boolean => name.toLowerCase() === 'content-type';

export function answerMutations(
  { add, set, remove }: HeaderEdits,
  context: PolicyContext,
  differences: Difference[],
): { readonly early: readonly string[]; readonly mutations: readonly JsonObject[] } {
  const early: string[] = [];
  const option = (
    name: string,
    template: Template,
    action: 'APPEND_IF_EXISTS_OR_ADD' | 'OVERWRITE_IF_EXISTS_OR_ADD',
  ): JsonObject => {
    const made = format(template, context, 'answer');
    differences.push(...differencesOf(name, made));
    early.push(...made.early);
    return { append: { ...headerOption(name, made.text, action), keep_empty_value: undefined } };
  };
  const mutations = [
    ...add.map(([name, template]) =>
      option(written(name), template, single(name) ? 'OVERWRITE_IF_EXISTS_OR_ADD' : 'APPEND_IF_EXISTS_OR_ADD'),
    ),
    ...set.flatMap(([name, template]): readonly JsonObject[] => {
      const text = fixedText(template);
      if (text === '') return [{ remove: written(name) }];
      const made = option(written(name), template, 'OVERWRITE_IF_EXISTS_OR_ADD');
      return text === undefined ? [{ remove: written(name) }, made] : [made];
    }),
    ...remove.map((name) => ({ remove: written(name) })),
  ];
  return { early, mutations };
}

/** The same in Lua, where edits depend on the status or must come behind a change of the body. */
export function answerStatements(
  { add, set, remove }: HeaderEdits,
  context: PolicyContext,
  differences: Difference[],
): { readonly early: readonly string[]; readonly statements: readonly string[] } {
  const early: string[] = [];
  const text = (name: string, template: Template): string => {
    const unknown: string[] = [];
    const pieces = template.map((piece) => {
      if (typeof piece === 'string') return quoted(piece);
      if (piece.attribute === 'unknown:status') return 'headers:get(":status")';
      const value = luaValue(piece.attribute, context);
      if (value === undefined) unknown.push(piece.attribute);
      else early.push(keep(piece.attribute, value));
      return value === undefined ? '""' : keptValue(piece.attribute);
    });
    differences.push(...differencesOf(name, { text: '', early: [], doubtful: [], unknown }));
    return pieces.length === 0 ? '""' : pieces.join(' .. ');
  };
  const line = (call: 'add' | 'replace', name: string, template: Template): string => {
    const value = text(name, template);
    const lower = written(name).toLowerCase();
    if (value === '""') return `headers:remove("${lower}")`;
    if (fixedText(template) !== undefined) return `headers:${call}(${quoted(lower)}, ${value})`;
    return `if ${value} == "" then headers:remove(${quoted(lower)}) else headers:${call}(${quoted(lower)}, ${value}) end`;
  };
  const statements = [
    ...add.map(([name, template]) => line(single(name) ? 'replace' : 'add', name, template)),
    ...set.map(([name, template]) => line('replace', name, template)),
    ...remove.map((name) => `headers:remove(${quoted(written(name).toLowerCase())})`),
  ];
  return { early, statements };
}

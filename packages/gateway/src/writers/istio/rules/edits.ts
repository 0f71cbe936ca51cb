/**
 * Header edits of a route: what an http rule can say goes there; what it cannot goes into a script where those are allowed,
 * and is left out and named where they are not. All edits of one header go the same way, so that their order holds.
 */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { headerOption, type JsonObject } from '../../envoy/config.ts';
import { answerEdits, requestEdits, type Script } from '../extensions/edits.ts';
import { emptyWhen, neverEmpty } from '../extensions/format.ts';
import { list, record, text } from '../../kubernetes/plain.ts';
import { completeAnswer } from './answers.ts';
import { addForwarding, addPresets, forwardedHostHeader, presetsOf } from './forwarding.ts';
import { Edits } from './headers.ts';
import type { Filters } from './filters.ts';
import type { Remark, Words } from './words.ts';

export interface RouteEdits {
  readonly request: Edits;
  readonly response: Edits;
  readonly scripts: readonly Script[];
  readonly left: readonly Remark[];
}

/** `ownHosts`: destinations have hosts of their own, and the header that tells the client's. */
export function editsOf(route: JsonObject, filters: Filters, words: Words, ownHosts: boolean): RouteEdits {
  const forwards = route['route'] !== undefined;
  const lua = words.mode === 'lua';
  const presets = presetsOf(words.forwarding).map(
    ([key, value]): JsonObject => ({
      append: { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
    }),
  );
  const asked = divided(forwards ? filters.request : [], lua ? requestEdits : undefined, addresses, presets);
  const answered = divided(
    [
      ...pageType(route, words),
      ...filters.response,
      ...list(route['response_headers_to_add']).map((append) => ({ append })),
    ],
    lua ? answerEdits : undefined,
    lua ? completed(filters.response, words) : new Set(),
    [],
  );
  const [request, response] = [new Edits(), new Edits()];
  if (forwards)
    addPresets(request, words, new Set([...asked.scripted, ...(ownHosts ? [forwardedHostHeader.toLowerCase()] : [])]));
  const unplayed = [
    ...asked.said.filter((one) => !request.play(one)),
    ...answered.said.filter((one) => !response.play(one)),
  ];
  if (forwards) addForwarding(request, words, words.retries(clusterOf(route)));
  if (forwards && words.mode === 'plain') completeAnswer(response, words);
  const scripts = [...asked.scripts, ...answered.scripts];
  return {
    request,
    response,
    scripts,
    left: [...remarksOf(unplayed), ...(lua ? [] : emptied([...asked.said, ...answered.said]))],
  };
}

/** The server's own pages are HTML; Envoy takes every text for a plain one. Scripts add the charset. */
function pageType(route: JsonObject, { mode, charset }: Words): readonly JsonObject[] {
  const page = text(record(record(route['direct_response'])['body'])['inline_string']);
  if (!page.startsWith('<html>')) return [];
  const value = mode === 'lua' || charset === undefined ? 'text/html' : `text/html; charset=${charset.name}`;
  return [{ append: headerOption('content-type', value) }];
}

/** Each header once. */
const remarksOf = (mutations: readonly JsonObject[]): readonly Remark[] =>
  [...new Set(mutations.map(mutatedName))].map((part): Remark => ({ code: 'IST013', part }));

/** Istio sends no header with an empty text: where one would be empty. */
const emptied = (mutations: readonly JsonObject[]): readonly Remark[] =>
  emptiedBy(mutations).map(({ name, when }) => ({ code: 'IST013', part: name, when }));

/** Headers that are set to an empty text, and for which requests. */
export const emptiedBy = (
  mutations: readonly JsonObject[],
): readonly { readonly name: string; readonly when: Condition }[] =>
  mutations.flatMap((one) => {
    const { header, keep_empty_value: keeps } = record(one['append']);
    const when = keeps === true ? emptyWhen(text(record(header)['value'])) : undefined;
    return when === undefined ? [] : [{ name: mutatedName(one), when }];
  });

export const clusterOf = (route: JsonObject): string => text(record(route['route'])['cluster']);

export const mutatedName = (mutation: JsonObject): string =>
  text(record(record(mutation['append'])['header'])['key'] ?? mutation['remove'], 'header');

/** Request headers that the last script completes: edits must come before. */
const addresses: ReadonlySet<string> = new Set(['x-forwarded-for', 'x-real-ip']);

/** Headers of answers that the first script completes: edits that it would change must come behind. */
function completed(mutations: readonly JsonObject[], { charset, upstreamStatus }: Words): ReadonlySet<string> {
  const bare = (one: JsonObject): boolean => {
    const value = record(record(one['append'])['header'])['value'];
    return typeof value !== 'string' || value.includes('%') || charset?.types.includes(value) === true;
  };
  const names = mutations.flatMap((one) => {
    const name = mutatedName(one).toLowerCase();
    if (name === 'content-type') return charset !== undefined && bare(one) ? [name] : [];
    return name === upstreamStatus?.toLowerCase() ? [name] : [];
  });
  return new Set(names);
}

interface Divided {
  readonly said: readonly JsonObject[];
  readonly scripts: readonly Script[];
  /** Names that the script edits. */
  readonly scripted: ReadonlySet<string>;
}

function divided(
  mutations: readonly JsonObject[],
  script: ((mutations: readonly JsonObject[]) => readonly Script[] | undefined) | undefined,
  apart: ReadonlySet<string>,
  presets: readonly JsonObject[],
): Divided {
  const byName = new Map<string, JsonObject[]>();
  for (const one of mutations) {
    const name = mutatedName(one).toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const scripted = new Set<string>();
  const dependent = (list: readonly JsonObject[], names: ReadonlySet<string> | ReadonlyMap<string, unknown>): boolean =>
    list.some((one) => asked(one).some((name) => names.has(name)));
  for (const [name, list] of byName) {
    const apartFromRule = apart.has(name) || !sayable(list) || list.some(mayBeEmpty) || dependent(list, byName);
    if (apartFromRule && script?.(list) !== undefined) scripted.add(name);
  }
  // What a script reads must have been edited before.
  for (const name of scripted)
    for (const one of (byName.get(name) ?? []).flatMap(asked)) if (byName.has(one)) scripted.add(one);
  const its = (one: JsonObject): boolean => scripted.has(mutatedName(one).toLowerCase());
  const played = [...presets, ...mutations].filter(its);
  return {
    said: mutations.filter((one) => !its(one)),
    scripts: (played.length === 0 ? undefined : script?.(played)) ?? [],
    scripted,
  };
}

/** Request headers that its text is made of. */
const asked = ({ append }: JsonObject): readonly string[] =>
  [...text(record(record(append)['header'])['value']).matchAll(/%REQ\(([\w-]+)\)%/g)].map(([, name = '']) =>
    name.toLowerCase(),
  );

function sayable(list: readonly JsonObject[]): boolean {
  const trial = new Edits();
  return list.every((one) => trial.play(one));
}

const mayBeEmpty = ({ append }: JsonObject): boolean =>
  record(append)['keep_empty_value'] === true && !neverEmpty(text(record(record(append)['header'])['value']));

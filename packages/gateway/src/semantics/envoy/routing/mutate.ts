import { type Data, flag, list, tableOrEmpty, tables, text } from '../data.ts';
import type { Headers } from '../headers.ts';
import type { Stream } from '../stream.ts';
import { format } from '../text/format.ts';

export type Mutate = (headers: Headers, stream: Stream) => void;

type Action = 'APPEND_IF_EXISTS_OR_ADD' | 'ADD_IF_ABSENT' | 'OVERWRITE_IF_EXISTS_OR_ADD' | 'OVERWRITE_IF_EXISTS';

export interface HeaderOption {
  readonly name: string;
  readonly value: (stream: Stream) => string;
  readonly action: Action;
  readonly keepEmpty: boolean;
}

/** A `HeaderValueOption`. */
export function headerOption(option: Data): HeaderOption {
  const header = tableOrEmpty(option, 'header');
  const append = flag(option, 'append');
  return {
    name: (text(header, 'key') ?? '').toLowerCase(),
    value: format(text(header, 'value') ?? text(header, 'raw_value') ?? ''),
    action: append === undefined ? actionOf(text(option, 'append_action')) : append ? actions[0] : actions[2],
    keepEmpty: flag(option, 'keep_empty_value') === true,
  };
}

const actions = [
  'APPEND_IF_EXISTS_OR_ADD',
  'ADD_IF_ABSENT',
  'OVERWRITE_IF_EXISTS_OR_ADD',
  'OVERWRITE_IF_EXISTS',
] as const;

const actionOf = (name: string | undefined): Action => actions.find((one) => one === name) ?? actions[0];

/**
 * `*_headers_to_remove` and `*_headers_to_add` of routes, virtual hosts and route configurations (header_parser.cc): what
 * is removed goes first; values are formatted before any is written; then what overwrites, then what is added.
 */
export function parseMutations(data: Data, kind: 'request' | 'response'): Mutate | undefined {
  const removed = list(data, `${kind}_headers_to_remove`)
    .filter((name) => typeof name === 'string')
    .map((name) => name.toLowerCase());
  const options = tables(data, `${kind}_headers_to_add`).map(headerOption);
  if (removed.length === 0 && options.length === 0) return undefined;
  return (headers, stream) => {
    for (const name of removed) headers.remove(name);
    if (options.length > 0) applyOptions(options, headers, stream);
  };
}

export function applyOptions(options: readonly HeaderOption[], headers: Headers, stream: Stream): void {
  const values = options.map((option) => {
    if (option.action === 'ADD_IF_ABSENT' && headers.has(option.name)) return undefined;
    if (option.action === 'OVERWRITE_IF_EXISTS' && !headers.has(option.name)) return undefined;
    const value = option.value(stream);
    return value === '' && !option.keepEmpty ? undefined : value;
  });
  for (const [at, { name, action }] of options.entries()) {
    const value = values[at];
    if (value !== undefined && action.startsWith('OVERWRITE')) headers.set(name, value);
  }
  for (const [at, { name, action }] of options.entries()) {
    const value = values[at];
    if (value !== undefined && !action.startsWith('OVERWRITE')) headers.add(name, value);
  }
}

/** One mutation of the filter header_mutation and of early header mutation: they are applied one after the other. */
export function applyOption({ name, value, action, keepEmpty }: HeaderOption, headers: Headers, stream: Stream): void {
  if (action === 'ADD_IF_ABSENT' && headers.has(name)) return;
  if (action === 'OVERWRITE_IF_EXISTS' && !headers.has(name)) return;
  const made = value(stream);
  if (made === '' && !keepEmpty) return;
  if (action === 'OVERWRITE_IF_EXISTS' || action === 'OVERWRITE_IF_EXISTS_OR_ADD') headers.set(name, made);
  else headers.add(name, made);
}

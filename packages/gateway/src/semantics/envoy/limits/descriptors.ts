import { type Data, field, flag, tableOrEmpty, tables, text, typeOf } from '../data.ts';
import { formatCel } from '../cel/cel.ts';
import { headerMatches } from '../routing/header-match.ts';
import { queryMatch } from '../routing/query-match.ts';
import { queryOf } from '../routing/target.ts';
import type { Stream } from '../stream.ts';
import { valueAt } from '../text/metadata.ts';

/** Keys and values of one descriptor. */
export type Entry = readonly [key: string, value: string];

/** An entry; nothing where the action is skipped; false where it makes the whole descriptor void. */
type Action = (stream: Stream) => Entry | undefined | false;

/** The descriptors of a request by `rate_limits` (router_ratelimit.cc). */
export function descriptors(limits: readonly Data[]): (stream: Stream) => readonly (readonly Entry[])[] {
  const all = limits.map((limit) => tables(limit, 'actions').map(actionOf));
  return (stream) => all.flatMap((actions) => descriptor(actions, stream));
}

function descriptor(actions: readonly Action[], stream: Stream): (readonly Entry[])[] {
  const entries: Entry[] = [];
  for (const action of actions) {
    const made = action(stream);
    if (made === false) return [];
    if (made !== undefined) entries.push(made);
  }
  return entries.length === 0 ? [] : [entries];
}

const kinds: Readonly<Record<string, (action: Data) => Action>> = {
  generic_key: (action) => {
    const entry: Entry = [text(action, 'descriptor_key') ?? 'generic_key', text(action, 'descriptor_value') ?? ''];
    return () => entry;
  },
  remote_address:
    () =>
    ({ remote }) => ['remote_address', remote],
  destination_cluster: () => (stream) => {
    const { action } = stream.route ?? {};
    return action?.kind === 'forward'
      ? ['destination_cluster', action.forward.clusters[0]?.cluster(stream) ?? '']
      : false;
  },
  request_headers: (action) => {
    const name = (text(action, 'header_name') ?? '').toLowerCase();
    const key = text(action, 'descriptor_key') ?? '';
    const absent = flag(action, 'skip_if_absent') === true ? undefined : false;
    return ({ headers }) => {
      const value = headers.first(name);
      return value === undefined ? absent : [key, value];
    };
  },
  query_parameters: (action) => {
    const name = text(action, 'query_parameter_name') ?? '';
    const key = text(action, 'descriptor_key') ?? '';
    const absent = flag(action, 'skip_if_absent') === true ? undefined : false;
    return ({ headers }) => {
      const found = queryOf(headers.first(':path') ?? '').find(([one]) => one === name);
      return found === undefined ? absent : [key, found[1]];
    };
  },
  header_value_match: (action) => {
    const matches = headerMatches(tables(action, 'headers'));
    if (matches === undefined) return unknown('header_value_match');
    return matched(action, 'header_match', ({ headers }) => matches.every((one) => one(headers)));
  },
  query_parameter_value_match: (action) => {
    const matches = tables(action, 'query_parameters').map(queryMatch);
    if (matches.some((one) => one === undefined)) return unknown('query_parameter_value_match');
    return matched(action, 'query_match', ({ headers }) => {
      const parameters = queryOf(headers.first(':path') ?? '');
      return matches.every((one) => one?.(parameters) === true);
    });
  },
  metadata: metadataAction,
  dynamic_metadata: metadataAction,
  extension: (action) => {
    const config = tableOrEmpty(action, 'typed_config');
    if (typeOf(config) !== 'envoy.extensions.rate_limit_descriptors.expr.v3.Descriptor') return unknown('extension');
    const key = text(config, 'descriptor_key') ?? '';
    const value = formatCel(text(config, 'text') ?? '');
    const absent = flag(config, 'skip_if_error') === true ? undefined : false;
    return (stream) => {
      const made = value(stream);
      return made === undefined ? absent : [key, made];
    };
  },
};

function actionOf(action: Data): Action {
  const [kind] = Object.keys(action);
  const name = kind?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) ?? '';
  return kinds[name]?.(tableOrEmpty(action, name)) ?? unknown(name);
}

const unknown =
  (name: string): Action =>
  (stream) => {
    stream.notCovered(`rate limit action ${name}`);
    return false;
  };

function matched(action: Data, defaultKey: string, holds: (stream: Stream) => boolean): Action {
  const entry: Entry = [text(action, 'descriptor_key') ?? defaultKey, text(action, 'descriptor_value') ?? ''];
  const expected = flag(action, 'expect_match') ?? true;
  return (stream) => (holds(stream) === expected ? entry : false);
}

function metadataAction(action: Data): Action {
  const key = text(action, 'descriptor_key') ?? '';
  const place = tableOrEmpty(action, 'metadata_key');
  const namespace = text(place, 'key') ?? '';
  const path = tables(place, 'path').map((one) => text(one, 'key') ?? '');
  const fromRoute = field(action, 'source') === 'ROUTE_ENTRY';
  const fallback = text(action, 'default_value') ?? '';
  const absent = flag(action, 'skip_if_absent') === true ? undefined : false;
  return ({ metadata, route }) => {
    const found = valueAt(fromRoute ? route?.metadata[namespace] : metadata?.get(namespace), path);
    if (typeof found === 'string' && found !== '') return [key, found];
    return fallback === '' ? absent : [key, fallback];
  };
}

/** Entries of a configured descriptor; an empty value stands for any. */
export const configured = (descriptor: Data): readonly Entry[] =>
  tables(descriptor, 'entries').map((one) => [text(one, 'key') ?? '', text(one, 'value') ?? '']);

import { type Data, flag, table, tableOrEmpty, tables, text } from '../data.ts';
import type { Headers } from '../headers.ts';
import { cookieValue } from '../routing/match.ts';
import type { Stream } from '../stream.ts';
import { regexText, replaceAll } from '../text/regex.ts';
import type { FilterKind } from './filter.ts';

type Rule = (stream: Stream, headers: Headers) => void;

const filterName = 'envoy.filters.http.header_to_metadata';

/** `envoy.filters.http.header_to_metadata`; rules of a route take the place of the filter's own. */
export const headerToMetadata: FilterKind = {
  type: 'envoy.extensions.filters.http.header_to_metadata.v3.Config',
  create(config) {
    return (levels) => {
      const data = levels.at(-1) ?? config;
      const request = tables(data, 'request_rules').map(ruleOf);
      const response = tables(data, 'response_rules').map(ruleOf);
      return {
        decode(stream) {
          for (const rule of request) rule(stream, stream.headers);
          return undefined;
        },
        ...(response.length === 0
          ? {}
          : {
              encode: (stream: Stream, headers: Headers) => {
                for (const rule of response) rule(stream, headers);
              },
            }),
      };
    };
  },
};

function ruleOf(rule: Data): Rule {
  const name = text(rule, 'header')?.toLowerCase();
  const cookie = text(rule, 'cookie') ?? '';
  const removes = flag(rule, 'remove') === true;
  const present = pairOf(table(rule, 'on_header_present') ?? table(rule, 'on_present'));
  const missing = pairOf(table(rule, 'on_header_missing') ?? table(rule, 'on_missing'));
  return (stream, headers) => {
    const value = name === undefined ? cookieValue(headers, cookie) : headers.get(name);
    if (value === undefined) return missing?.(stream, '');
    present?.(stream, value);
    if (removes && name !== undefined) headers.remove(name);
    return undefined;
  };
}

/** A `KeyValuePair`; an empty value is not kept. */
function pairOf(pair: Data | undefined): ((stream: Stream, value: string) => void) | undefined {
  if (pair === undefined) return undefined;
  const namespace = text(pair, 'metadata_namespace') || filterName;
  const key = text(pair, 'key') ?? '';
  const own = text(pair, 'value');
  const regex = table(pair, 'regex_value_rewrite');
  const rewrite =
    regex === undefined
      ? undefined
      : replaceAll(regexText(tableOrEmpty(regex, 'pattern')), text(regex, 'substitution') ?? '');
  const type = text(pair, 'type') ?? 'STRING';
  const encoded = text(pair, 'encode') === 'BASE64';
  return (stream, given) => {
    const value = own !== undefined && own !== '' ? own : rewrite === undefined ? given : rewrite(given);
    if (value === '') return;
    const plain = encoded ? Buffer.from(value, 'base64').toString() : value;
    if (type === 'PROTOBUF_VALUE') stream.notCovered('header_to_metadata PROTOBUF_VALUE');
    stream.metadata ??= new Map();
    const before = stream.metadata.get(namespace) ?? {};
    stream.metadata.set(namespace, { ...before, [key]: type === 'NUMBER' ? Number(plain) : plain });
  };
}

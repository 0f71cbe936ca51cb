/** redirect: to https, to a location, or to what an expression makes of the path (`apisix/plugins/redirect.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Template } from '../../../model/base.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Redirect } from '../../../model/transforms.ts';
import type { Reading } from '../context.ts';
import type { Shape } from '../schema/shape.ts';
import { boolean, both, integer, listOf, objectOf, text, violation } from '../schema/shape.ts';
import { booleanOf, itemsOf, textOf } from '../typed.ts';
import { booleanField, numberField } from './fields.ts';
import { replacementPairs } from './pattern.ts';
import type { PluginReader, Use } from './reader.ts';
import { variable } from './template.ts';

const kinds = ['uri', 'regex_uri', 'http_to_https'] as const;

const exactlyOne: Shape = (node) => {
  const given = kinds.filter((name) => child(node, name) !== undefined);
  if (given.length === 0) return violation(node, 'missing', kinds.join(' | '));
  if (given.length > 1) return violation(node, 'exclusive', given.join(', '));
  const both =
    booleanOf(child(node, 'http_to_https')) === true && booleanOf(child(node, 'append_query_string')) === true;
  return both ? violation(node, 'exclusive', 'http_to_https, append_query_string') : undefined;
};

const shape = both(
  objectOf({
    ret_code: integer({ min: 200 }),
    uri: text({ min: 2 }),
    regex_uri: both(listOf(text(), { min: 2, max: 2 }), replacementPairs),
    http_to_https: boolean,
    encode_uri: boolean,
    append_query_string: boolean,
  }),
  exactlyOne,
);

/** `\$name` is kept as it stands, with its backslash; other backslashes fall away. */
function locationOf(uri: string): Template {
  const pieces: Template[number][] = [];
  for (const match of uri.matchAll(/(\\\$[0-9a-zA-Z_]+)|\$\{([0-9a-zA-Z_]+)\}|\$([0-9a-zA-Z_]+)|(\$|[^$\\]+)/g)) {
    const name = match[2] ?? match[3];
    pieces.push(name === undefined ? (match[1] ?? match[4] ?? '') : variable(name));
  }
  return pieces;
}

function read(use: Use, reading: Reading): readonly Policy[] {
  const { node } = use;
  const base = { kind: 'redirect', origin: use.name, sources: [node] } as const;
  const status = numberField(node, 'ret_code', 302);
  const appendQuery = booleanField(node, 'append_query_string', false);
  const encode = booleanField(node, 'encode_uri', false);
  const uri = child(node, 'uri');
  const [pattern, location] = itemsOf(child(node, 'regex_uri')).map((item) => textOf(item) ?? '');
  let to: Redirect['to'] | undefined;
  if (uri !== undefined) {
    to = {
      kind: 'location',
      location: locationOf(textOf(uri) ?? ''),
      encode,
      appendQuery,
    };
  } else if (pattern !== undefined && location !== undefined) {
    to = { kind: 'regex', pattern, location, encode, appendQuery };
  } else if (booleanOf(child(node, 'http_to_https')) === true) {
    to = { kind: 'https', port: reading.httpsPort };
  }
  if (to !== undefined) return [{ ...base, to, status }];
  reading.ledger.mark(node, 'ignored', { code: 'APX015' });
  return [];
}

export const redirect: PluginReader = { name: 'redirect', shape, read };

import { addRequestHeader, type Context, fill, setRequestHeader } from '../context.ts';
import { escapeControls, escapeUri } from '../lua/escape.ts';
import { pattern } from '../lua/pattern.ts';
import { fillCaptures, substitute, validReplacement } from '../lua/template.ts';
import { isList, isTable, luaText, type Table, tableOf, textOf, textsOf, type Value } from '../lua/value.ts';
import { headerOf } from '../request/headers.ts';
import type { Exit, Plugin } from './plugin.ts';

/** Changes the request to the upstream (plugins/proxy-rewrite.lua). Also without a new path the target is made anew. */
export const proxyRewrite: Plugin = {
  name: 'proxy-rewrite',
  priority: 1008,
  compile(conf) {
    const operations = headerOperations(tableOf(conf['headers']));
    return {
      rewrite(context) {
        const host = textOf(conf['host']);
        if (host !== undefined) context.upstreamHost = host;
        const failed = rewriteTarget(context, conf) ?? rewriteHeaders(context, operations);
        if (failed !== undefined) return failed;
        const method = textOf(conf['method']);
        if (method !== undefined) context.exchange.method = method;
        return undefined;
      },
    };
  },
};

function rewriteTarget(context: Context, conf: Table): Exit | undefined {
  const { exchange } = context;
  const unsafe = conf['use_real_request_uri_unsafe'] === true;
  const uri = textOf(conf['uri']);
  const pairs = textsOf(conf['regex_uri']);
  let target = unsafe ? exchange.target : exchange.uri;
  let separated = false;
  if (uri !== undefined) {
    const query = unsafe && target.includes('?') ? target.slice(target.indexOf('?')) : '';
    separated = true;
    target = fill(context, uri, (value) => value.replace('?', '%3F')).text;
    if (query !== '') target += target.includes('?') ? `&${query.slice(1)}` : query;
  } else if (pairs.length > 0) {
    separated = !target.includes('?');
    const rewritten = rewriteByPattern(context, target, pairs);
    if (typeof rewritten !== 'string') return rewritten;
    target = rewritten;
  }
  if (unsafe) {
    context.upstreamUri = target;
    return undefined;
  }
  const mark = separated ? target.indexOf('?') : -1;
  target = mark < 0 ? escapeUri(target) : escapeUri(target.slice(0, mark)) + escapeControls(target.slice(mark));
  if (target === '') return { status: 500 };
  exchange.cache?.delete('uri');
  context.rawTarget = false;
  const query = exchange.query ?? '';
  context.upstreamUri = query === '' ? target : `${target}${mark < 0 ? '?' : '&'}${query}`;
  return undefined;
}

/** Only the first pair that matches counts, and of its matches only the first. */
function rewriteByPattern(context: Context, target: string, pairs: readonly string[]): string | Exit {
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const [source = '', replacement = ''] = pairs.slice(index, index + 2);
    const found = pattern(source)?.exec(target);
    if (found === undefined) continue;
    context.captures = found.groups;
    const result = validReplacement(replacement) ? substitute(target, source, replacement) : undefined;
    return result?.text ?? { status: 500, body: { error_msg: 'failed to substitute the uri' } };
  }
  return target;
}

interface Operations {
  readonly add: readonly (readonly [string, Value])[];
  readonly set: readonly (readonly [string, Value])[];
  readonly remove: readonly string[];
}

/** Without `add`, `set` or `remove` the object itself lists what to set. */
function headerOperations(headers: Table | undefined): Operations {
  const parts = ['add', 'set', 'remove'].some((key) => typeof headers?.[key] === 'object');
  return {
    add: parts ? fields(headers?.['add']) : [],
    set: fields(parts ? headers?.['set'] : headers),
    remove: parts ? textsOf(headers?.['remove']) : [],
  };
}

const fields = (value: Value | undefined): readonly (readonly [string, Value])[] =>
  Object.entries(tableOf(value) ?? {}).flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const]));

function rewriteHeaders(context: Context, { add, set, remove }: Operations): Exit | undefined {
  for (const [name, value] of add) for (const one of texts(context, value)) addRequestHeader(context, name, one);
  for (const [name, value] of set) {
    const values = texts(context, value);
    // nginx itself refuses a Host that is no host.
    if (name.toLowerCase() === 'host' && values.some((one) => /\/|\.\./.test(one))) return { status: 500 };
    if (values.length === 0) continue;
    setRequestHeader(context, name, undefined);
    if (values.length === 1) setRequestHeader(context, name, values[0]);
    else for (const one of values) context.exchange.headers.push(headerOf(name, one));
  }
  for (const name of remove) setRequestHeader(context, name, undefined);
  return undefined;
}

/** Captures of `regex_uri` first, then variables. */
function texts(context: Context, value: Value): readonly string[] {
  if (isTable(value)) return [];
  return (isList(value) ? value : [value]).map((one) => {
    const text = luaText(one);
    return text.includes('$') ? fill(context, fillCaptures(text, context.captures ?? [])).text : text;
  });
}

import { addResponseHeader, type Context, fill, setResponseHeader } from '../context.ts';
import { expression } from '../lua/expression.ts';
import { substitute } from '../lua/template.ts';
import {
  isList,
  isTable,
  listOf,
  luaText,
  numberOf,
  type Table,
  tableOf,
  textOf,
  textsOf,
  type Value,
} from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import { decodeBase64 } from './base64.ts';
import type { Plugin } from './plugin.ts';

/** Changes the answer, whoever made it (plugins/response-rewrite.lua). */
export const responseRewrite: Plugin = {
  name: 'response-rewrite',
  priority: 899,
  compile(conf) {
    const condition = conf['vars'] === undefined ? undefined : expression(listOf(conf['vars']));
    // A reference to the environment may have brought a number, or an object, which breaks the connection.
    const body = conf['body'] === undefined ? undefined : isTable(conf['body']) ? breaking : luaText(conf['body']);
    const operations = headerOperations(tableOf(conf['headers']));
    return {
      header(context) {
        const matched = condition?.(context.exchange) ?? true;
        context.notes.set('response-rewrite', matched);
        if (!matched) return;
        const status = numberOf(conf['status_code']);
        if (status !== undefined) context.response.status = status;
        if (conf['filters'] !== undefined || body !== undefined) forgetBody(context);
        changeHeaders(context, operations);
      },
      body(context) {
        if (context.notes.get('response-rewrite') !== true) return;
        const { response } = context;
        if (isList(conf['filters'])) replaceIn(context, conf['filters']);
        else if (body !== undefined) {
          if (body === breaking) context.notes.set('broken', true);
          response.source = 'plugin';
          response.body = conf['body_base64'] === true ? (decodeBase64(body) ?? '') : body;
        }
      },
    };
  },
};

const breaking = '\0';

/** A new body makes these untrue. The old encoding is kept for the filters. */
function forgetBody(context: Context): void {
  context.notes.set('response-rewrite encoding', firstHeader(context.response.headers, 'content-encoding'));
  for (const name of ['Content-Length', 'Content-Encoding', 'Last-Modified', 'ETag'])
    setResponseHeader(context, name, undefined);
}

function replaceIn(context: Context, filters: readonly Value[]): void {
  const { response, notes } = context;
  // nginx's own pages are text that filters see; which text is not known here.
  if (response.source === 'page') {
    context.notCovered.add('response-rewrite filters on a page of the server');
    return;
  }
  if (notes.get('response-rewrite encoding') !== undefined) {
    context.notCovered.add('response-rewrite filters on an encoded body');
    return;
  }
  for (const filter of filters) {
    if (!isTable(filter)) continue;
    const ignoreCase = (textOf(filter['options']) ?? 'jo').includes('i');
    const all = filter['scope'] === 'global';
    const result = substitute(response.body, textOf(filter['regex']) ?? '', textOf(filter['replace']) ?? '', {
      all,
      ignoreCase,
    });
    if (result !== undefined) response.body = result.text;
  }
}

interface Operations {
  readonly add: readonly (readonly [string, string])[];
  readonly set: readonly (readonly [string, string])[];
  readonly remove: readonly string[];
}

/** `add` holds lines `name: value`; a line that is none of that kind spoils all header changes. */
function headerOperations(headers: Table | undefined): Operations | undefined {
  if (headers === undefined) return undefined;
  const parts = ['add', 'set', 'remove'].some((key) => typeof headers[key] === 'object');
  const add: (readonly [string, string])[] = [];
  for (const line of parts ? textsOf(headers['add']) : []) {
    const found = /^([^:\s]+)\s*:\s*([^:]+)$/.exec(line);
    if (found === null) return undefined;
    add.push([found[1] ?? '', found[2] ?? '']);
  }
  const set = Object.entries((parts ? tableOf(headers['set']) : headers) ?? {});
  return {
    add,
    set: set.flatMap(([name, value]) => (value === undefined ? [] : [[name, luaText(value)] as const])),
    remove: parts ? textsOf(headers['remove']) : [],
  };
}

function changeHeaders(context: Context, operations: Operations | undefined): void {
  for (const [name, value] of operations?.add ?? []) addResponseHeader(context, name, fill(context, value).text);
  for (const [name, value] of operations?.set ?? []) setResponseHeader(context, name, fill(context, value).text);
  for (const name of operations?.remove ?? []) setResponseHeader(context, name, undefined);
}

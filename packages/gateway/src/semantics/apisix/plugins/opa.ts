import { callTo } from '../calls.ts';
import { type Context, setRequestHeader, setResponseHeader } from '../context.ts';
import { encodeJson } from '../lua/json.ts';
import { isTable, luaText, numberOf, type Table, tableOf, textOf, textsOf, type Value, valueOf } from '../lua/value.ts';
import { parseArguments } from '../request/arguments.ts';
import type { Exit, Plugin } from './plugin.ts';

/**
 * A policy server decides (plugins/opa.lua). Its HTTP status does not count; without `result` the gateway answers 503,
 * unreachable 403. Headers reach the upstream only where `send_headers_upstream` names them, and one that is named and not
 * given is taken off.
 */
export const opa: Plugin = {
  name: 'opa',
  priority: 2001,
  compile(conf) {
    const url = `${textOf(conf['host']) ?? ''}/v1/data/${textOf(conf['policy']) ?? ''}`;
    // What the policy is told of these objects is how the gateway holds them in memory.
    const told = ['with_route', 'with_service', 'with_consumer'].filter((name) => conf[name] === true);
    return {
      access(context) {
        const { call } = context.gateway;
        if (call === undefined) {
          context.notCovered.add('opa');
          return undefined;
        }
        for (const name of told) context.notCovered.add(`opa ${name}`);
        const body = encodeJson({ input: input(context, conf) });
        const timeout = numberOf(conf['timeout']) ?? 3000;
        const headers = { 'content-type': 'application/json' };
        const request = callTo(url, { method: 'POST', headers, body, timeout });
        const answer = request && call(request);
        return answer === undefined ? { status: 403 } : decide(context, conf, answer.body);
      },
    };
  },
};

function decide(context: Context, conf: Table, body: string): Exit | undefined {
  const result = tableOf(parsed(body))?.['result'];
  if (result === undefined || result === false) return { status: 503 };
  // Text has no field `allow`, and counts as a refusal; whatever else has no fields is an error.
  if (!isTable(result)) return { status: typeof result === 'string' ? 403 : 500 };
  const headers = tableOf(result['headers']);
  if (result['allow'] === undefined || result['allow'] === false) {
    for (const [name, value] of Object.entries(headers ?? {})) setResponseHeader(context, name, luaText(value));
    const { reason } = result;
    const said = reason === undefined || typeof reason === 'string' ? reason : encodeJson(reason);
    return { status: numberOf(result['status_code']) ?? 403, body: said };
  }
  if (headers === undefined) return undefined;
  for (const name of textsOf(conf['send_headers_upstream']))
    setRequestHeader(context, name, headers[name] === undefined ? undefined : luaText(headers[name]));
  return undefined;
}

function parsed(body: string): Value | undefined {
  try {
    return valueOf(JSON.parse(Buffer.from(body, 'latin1').toString('utf8')));
  } catch {
    return undefined;
  }
}

/** `input` as opa/helper.lua builds it. */
function input({ exchange }: Context, conf: Table): Table {
  const sent = new Map<string, string[]>();
  for (const { lower, value } of exchange.headers) sent.set(lower, [...(sent.get(lower) ?? []), value]);
  const headers: Record<string, Value> = {};
  for (const [name, values] of sent) headers[name] = values.length === 1 ? (values[0] ?? '') : values;
  // A body has a length on the wire, whoever wrote the request down.
  if (exchange.body !== undefined) headers['content-length'] ??= String(exchange.body.length);
  const query = [...parseArguments(exchange.query ?? '')].map(([name, values]): [string, Value] => [
    name,
    values.length === 1 ? (values[0] ?? true) : [...values],
  ]);
  return {
    type: 'http',
    request: {
      scheme: exchange.scheme,
      method: exchange.method,
      host: exchange.host,
      port: exchange.port,
      path: exchange.uri,
      headers,
      query: Object.fromEntries(query),
      ...(conf['with_body'] === true && exchange.body !== undefined ? { body: exchange.body } : {}),
    },
    var: {
      server_addr: '127.0.0.1',
      server_port: String(exchange.port),
      remote_addr: exchange.address,
      remote_port: exchange.remotePort ?? '',
      timestamp: Math.floor(exchange.now / 1000),
    },
  };
}

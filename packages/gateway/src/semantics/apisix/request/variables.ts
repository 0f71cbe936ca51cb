import type { Value } from '../lua/value.ts';
import { parseArguments } from './arguments.ts';
import { cookies } from './cookies.ts';
import type { Exchange } from './exchange.ts';
import { postArgument } from './body.ts';
import { firstHeader, headerVariable } from './headers.ts';

/** Reads one variable of a request; undefined when it has no value. */
export type Variable = (exchange: Exchange) => Value | undefined;

/** A reader for the variable of this name, as `ctx.var[name]` (apisix/core/ctx.lua) and nginx know it. */
export function variable(name: string): Variable {
  if (name.startsWith('arg_')) return remembering(name, argument(name.slice(4)));
  if (name.startsWith('cookie_')) return remembering(name, cookie(name.slice(7)));
  if (name.startsWith('http_')) {
    const header = name.slice(5).toLowerCase().replaceAll('-', '_');
    return remembering(name, (exchange) => headerVariable(exchange.headers, header));
  }
  if (name.startsWith('post_arg_')) return postForm(name.slice(9));
  if (name.startsWith('post_arg.')) return postArgument(name.slice(9));
  if (name.startsWith('uri_param_')) {
    const parameter = name.slice(10);
    return (exchange) => exchange.parameters?.get(parameter);
  }
  if (name.startsWith('graphql_')) return notCovered(name);
  return builtIn.get(name) ?? ((exchange) => exchange.named.get(name) ?? exchange.cache?.get(name));
}

const notCovered =
  (name: string): Variable =>
  (exchange) => {
    exchange.notCovered.add(name);
    return undefined;
  };

/** `ctx.var` keeps what it once read. */
function remembering(name: string, read: (exchange: Exchange) => string | true | undefined): Variable {
  return (exchange) => {
    const known = exchange.cache?.get(name);
    if (known !== undefined) return known;
    const value = read(exchange);
    if (value !== undefined) (exchange.cache ??= new Map()).set(name, value);
    return value;
  };
}

function argument(name: string) {
  return (exchange: Exchange): string | true | undefined => {
    if (exchange.query === undefined) return undefined;
    exchange.arguments ??= parseArguments(exchange.query);
    return exchange.arguments.get(name)?.[0];
  };
}

function cookie(name: string) {
  return (exchange: Exchange): string | undefined => {
    if (exchange.cookies === undefined) {
      const sent = headerVariable(exchange.headers, 'cookie');
      if (sent === undefined) return undefined;
      exchange.cookies = cookies(sent);
    }
    return exchange.cookies.get(name);
  };
}

function postForm(name: string): Variable {
  return (exchange) => {
    if (firstHeader(exchange.headers, 'content-type')?.startsWith('application/x-www-form-urlencoded') !== true)
      return undefined;
    exchange.form ??= parseArguments(exchange.body ?? '');
    return exchange.form.get(name)?.[0];
  };
}

/** The path before `?`, and what follows it, as APISIX shows them in `$request_uri`: decoded and normalised. */
const requestUri = (exchange: Exchange): string =>
  exchange.query === undefined || exchange.query === '' ? exchange.uri : `${exchange.uri}?${exchange.query}`;

const builtIn: ReadonlyMap<string, Variable> = new Map<string, Variable>([
  ['uri', (exchange) => exchange.uri],
  ['document_uri', (exchange) => exchange.uri],
  ['request_uri', (exchange) => exchange.cache?.get('request_uri') ?? requestUri(exchange)],
  ['real_request_uri', (exchange) => exchange.target],
  ['args', (exchange) => exchange.query],
  ['query_string', (exchange) => exchange.query],
  ['is_args', (exchange) => (exchange.query === undefined || exchange.query === '' ? '' : '?')],
  ['request_method', (exchange) => exchange.method],
  ['method', (exchange) => exchange.method],
  ['scheme', (exchange) => exchange.scheme],
  ['https', (exchange) => (exchange.scheme === 'https' ? 'on' : '')],
  ['host', (exchange) => exchange.host],
  ['ssl_server_name', (exchange) => exchange.serverName],
  ['server_name', () => '_'],
  ['server_addr', () => '127.0.0.1'],
  ['server_port', (exchange) => String(exchange.port)],
  ['server_protocol', (exchange) => `HTTP/${exchange.version}`],
  ['remote_addr', (exchange) => exchange.address],
  ['realip_remote_addr', (exchange) => exchange.peer],
  ['remote_port', (exchange) => exchange.remotePort],
  ['content_type', (exchange) => firstHeader(exchange.headers, 'content-type')],
  ['content_length', (exchange) => firstHeader(exchange.headers, 'content-length')],
  ['request', (exchange) => `${exchange.method} ${exchange.target} HTTP/${exchange.version}`],
  ['request_line', (exchange) => `${exchange.method} ${exchange.target} HTTP/${exchange.version}`],
  ['request_body', (exchange) => exchange.body],
  ['msec', (exchange) => (exchange.now / 1000).toFixed(3)],
]);

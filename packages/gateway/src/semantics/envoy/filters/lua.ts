import { type Data, flag, inlineText, table, tableOrEmpty, text } from '../data.ts';
import type { Headers } from '../headers.ts';
import { httpCall } from '../lua/call.ts';
import { luaLiteral } from '../lua/literal.ts';
import type { Handler, LuaMachine } from '../lua/machine.ts';
import {
  bytesOf,
  escaped,
  headerSign,
  headerValues,
  type Operation,
  type Script,
  script,
  type Source,
  textOf,
} from '../lua/script.ts';
import type { LocalReply, Stream } from '../stream.ts';
import type { Bind, FilterKind } from './filter.ts';

/** `envoy.filters.http.lua`: scripts are part of the configuration, and are run. */
export const lua: FilterKind = {
  type: 'envoy.extensions.filters.http.lua.v3.Lua',
  create(config, { lua: machine, name }): Bind {
    const own = inlineText(table(config, 'default_source_code')) ?? text(config, 'inline_code');
    const named = tableOrEmpty(config, 'source_codes');
    const clears = flag(config, 'clear_route_cache') ?? true;
    return (levels) => {
      const source = sourceOf(levels, own, named);
      if (source === undefined || source === '') return undefined;
      if (machine === undefined) return uncovered(source, 'Lua');
      const loaded = handlers(machine, source);
      if ('problem' in loaded) return uncovered(source, `Lua: ${loaded.problem}`);
      const { onRequest, onResponse } = loaded;
      if (onRequest === undefined && onResponse === undefined) return undefined;
      return {
        ...(onRequest === undefined ? {} : { decode: (stream) => request(stream, onRequest, { clears, name }) }),
        ...(onResponse === undefined
          ? {}
          : { encode: (stream, response) => answer(stream, onResponse, response, name) }),
      };
    };
  },
};

/** The script of a route: the innermost level that says something about it. */
function sourceOf(levels: readonly Data[], own: string | undefined, named: Data): string | undefined {
  const level = levels.at(-1);
  if (level === undefined) return own;
  if (flag(level, 'disabled') === true) return undefined;
  const name = text(level, 'name');
  if (name !== undefined && name !== '') return inlineText(table(named, name));
  return inlineText(table(level, 'source_code')) ?? own;
}

function uncovered(source: string, part: string): ReturnType<Bind> {
  const decodes = source.includes('envoy_on_request');
  const encodes = source.includes('envoy_on_response');
  return {
    ...(decodes
      ? {
          decode: (stream: Stream) => {
            stream.notCovered(part);
            return undefined;
          },
        }
      : {}),
    ...(encodes ? { encode: (stream: Stream) => stream.notCovered(part) } : {}),
  };
}

type Handlers =
  | { readonly onRequest: Script | undefined; readonly onResponse: Script | undefined }
  | { readonly problem: string };

const loaded = new WeakMap<LuaMachine, Map<string, Handlers>>();

/** The same text is loaded once, however many routes have it. */
function handlers(machine: LuaMachine, source: string): Handlers {
  const known = loaded.get(machine) ?? new Map<string, Handlers>();
  loaded.set(machine, known);
  const before = known.get(source);
  if (before !== undefined) return before;
  const taken = machine.load(bytesOf(source));
  const made = 'problem' in taken ? taken : handlersOf(machine, taken.id);
  known.set(source, made);
  return made;
}

function handlersOf(machine: LuaMachine, id: number): Handlers {
  const one = (handler: Handler): Script | undefined =>
    machine.has(id, handler) ? script(machine, id, handler) : undefined;
  return { onRequest: one('envoy_on_request'), onResponse: one('envoy_on_response') };
}

interface Own {
  readonly clears: boolean;
  readonly name: string;
}

function request(stream: Stream, onRequest: Script, { clears, name }: Own): LocalReply | undefined {
  const run = onRequest(sourceFor(stream, name));
  if ('uncovered' in run) {
    stream.notCovered(`Lua: ${run.uncovered}`);
    return undefined;
  }
  for (const operation of run.operations) {
    if (operation.kind === 'respond') return reply(operation);
    if (operation.kind === 'body') {
      stream.body = textOf(operation.value);
      if (stream.headers.has('content-length')) stream.headers.set('content-length', String(operation.value.length));
    } else if (apply(operation, stream.headers, stream) && clears) stream.stale = true;
  }
  return undefined;
}

function answer(stream: Stream, onResponse: Script, response: Headers, name: string): void {
  const run = onResponse(sourceFor(stream, name));
  if ('uncovered' in run) stream.notCovered(`Lua: ${run.uncovered}`);
  else {
    for (const operation of run.operations) {
      if (operation.kind !== 'body') apply(operation, response, stream);
      else {
        stream.answerBody = textOf(operation.value);
        response.set('content-length', String(operation.value.length));
      }
    }
  }
}

/** True when the route may be another one afterwards. */
function apply(operation: Operation, headers: Headers, stream: Stream): boolean {
  if (operation.kind === 'set') headers.set(operation.name, textOf(operation.value));
  else if (operation.kind === 'add') headers.add(operation.name, textOf(operation.value));
  else if (operation.kind === 'remove') headers.remove(operation.name);
  else if (operation.kind === 'clear') stream.stale = true;
  else if (operation.kind === 'node') stream.node = operation;
  else {
    if (operation.kind === 'meta') {
      stream.metadata ??= new Map();
      const before = stream.metadata.get(operation.namespace) ?? {};
      stream.metadata.set(operation.namespace, { ...before, [operation.key]: operation.value });
    }
    return false;
  }
  return operation.kind !== 'node';
}

function reply({ headers, body }: Extract<Operation, { kind: 'respond' }>): LocalReply {
  const status = headers.find(([name]) => name === ':status')?.[1];
  return {
    status: Number(status ?? '200'),
    body: textOf(body),
    details: 'lua_response',
    headers: (response) => {
      for (const [name, value] of headers) if (name !== ':status') response.add(name, textOf(value));
    },
  };
}

const sourceFor = (stream: Stream, name: string): Source => ({
  value: (key) => valueOf(key, stream, name),
  sign(key) {
    if (key.startsWith('request')) return headerSign(stream.headers, key.slice('request'.length));
    if (key.startsWith('response')) return headerSign(stream.response, key.slice('response'.length));
    return key === 'bodyrequest' ? stream.body : valueOf(key, stream, name);
  },
});

/** What a script reads, by the prelude's name for it. */
function valueOf(key: string, stream: Stream, name: string): string | undefined {
  if (key.startsWith('request')) return headerValues(stream.headers, key.slice('request'.length));
  if (key.startsWith('response')) return headerValues(stream.response, key.slice('response'.length));
  if (key.startsWith('info')) return info(key.slice('info'.length), stream);
  if (key.startsWith('call')) return httpCall(key, stream);
  if (key.startsWith('dynamic')) {
    const found = stream.metadata?.get(key.slice('dynamic'.length));
    return found === undefined ? undefined : escaped(luaLiteral(found));
  }
  if (key === 'now') return String(stream.now);
  if (key === 'random') return String(Math.floor(stream.surroundings.random() * 2_147_483_647));
  if (key === 'bodyrequest') return stream.body === undefined ? undefined : escaped(bytesOf(stream.body));
  if (key === 'bodyresponse') return stream.answerBody === '' ? undefined : escaped(bytesOf(stream.answerBody));
  if (key === 'metadata') {
    const { metadata } = stream.route ?? {};
    return escaped(luaLiteral(metadata?.[name] ?? metadata?.['envoy.filters.http.lua'] ?? {}));
  }
  return undefined;
}

function info(name: string, stream: Stream): string | undefined {
  const { remote, peer, peerPort, localAddress, localPort, request, secure, route } = stream;
  const values: Readonly<Record<string, string>> = {
    protocol: `HTTP/${request.http_version ?? '1.1'}`,
    routeName: route?.name ?? '',
    virtualClusterName: '',
    downstreamLocalAddress: `${localAddress}:${localPort}`,
    downstreamDirectLocalAddress: `${localAddress}:${localPort}`,
    downstreamRemoteAddress: `${remote}:${peerPort}`,
    downstreamDirectRemoteAddress: `${peer}:${peerPort}`,
    requestedServerName: secure ? (request.sni ?? '') : '',
  };
  const found = values[name];
  return found === undefined ? undefined : escaped(bytesOf(found));
}

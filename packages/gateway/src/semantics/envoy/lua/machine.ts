// oxlint-disable no-underscore-dangle -- the module exports the functions of C under these names.
import { LuaApi } from 'wasmoon-lua5.1';
import { bit } from './bit.ts';
import { prelude } from './prelude.ts';

/**
 * An interpreter of Lua 5.1, the language of LuaJIT, for the scripts of a configuration
 * (docs/decisions/0008-lua-in-webassembly.md). All text is bytes, one character each.
 */
export interface LuaMachine {
  /** Takes a script; its functions are known by the number from then on. The text says why it cannot be run. */
  readonly load: (source: string) => { readonly id: number } | { readonly problem: string };
  readonly has: (id: number, handler: Handler) => boolean;
  /** One run of a handler on the values given, as lines of key and value. */
  readonly run: (id: number, handler: Handler, side: 'request' | 'response', given: string) => string;
}

export type Handler = 'envoy_on_request' | 'envoy_on_response';

/** The functions of the C interface that are called; all arguments and results are numbers. */
interface Exports {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  _malloc(size: number): number;
  _free(at: number): void;
  _luaL_newstate(): number;
  _luaL_openlibs(state: number): void;
  _luaL_loadbuffer(state: number, at: number, size: number, name: number): number;
  _lua_pcall(state: number, given: number, results: number, handler: number): number;
  _lua_pushlstring(state: number, at: number, size: number): void;
  _lua_pushnumber(state: number, value: number): void;
  _lua_getfield(state: number, index: number, name: number): void;
  _lua_tolstring(state: number, index: number, size: number): number;
  _lua_settop(state: number, index: number): void;
  _lua_pushvalue(state: number, index: number): void;
}

const globals = -10_002;

/** Loads the interpreter, which takes some milliseconds; one machine serves any number of scripts. */
export async function luaMachine(): Promise<LuaMachine> {
  const api = await LuaApi.initialize();
  // The module has the C functions beside what its type declares.
  const c = api.module as unknown as Exports;
  const state = c._luaL_newstate();
  c._luaL_openlibs(state);
  const sizeAt = c._malloc(4);
  let room = 1 << 16;
  let buffer = c._malloc(room);

  const place = (text: string): number => {
    if (text.length + 1 > room) {
      c._free(buffer);
      room = 2 * (text.length + 1);
      buffer = c._malloc(room);
    }
    const bytes = Buffer.from(c.HEAPU8.buffer, buffer, text.length + 1);
    bytes.write(text, 0, 'latin1');
    bytes[text.length] = 0;
    return buffer;
  };
  const push = (text: string): void => c._lua_pushlstring(state, place(text), text.length);
  const top = (): string => {
    const at = c._lua_tolstring(state, -1, sizeAt);
    const size = c.HEAPU32[sizeAt >> 2] ?? 0;
    const text = at === 0 ? '' : Buffer.from(c.HEAPU8.buffer, at, size).toString('latin1');
    c._lua_settop(state, 0);
    return text;
  };
  const execute = (source: string): void => {
    const failed = c._luaL_loadbuffer(state, place(source), source.length, buffer) || c._lua_pcall(state, 0, 0, 0);
    if (failed !== 0) throw new Error(`the prelude of Lua fails: ${top()}`);
  };
  const call = (name: string, ...given: readonly (string | number)[]): string => {
    c._lua_getfield(state, globals, place(name));
    for (const one of given) {
      if (typeof one === 'number') c._lua_pushnumber(state, one);
      else push(one);
    }
    c._lua_pcall(state, given.length, 1, 0);
    return top();
  };
  execute('setmetatable(math, { seed = math.randomseed })');
  execute(bit);
  execute(prelude);

  let count = 0;
  return {
    load(source) {
      const id = ++count;
      const problem = call('load_script', id, withEscapes(source));
      return problem === '' ? { id } : { problem };
    },
    has: (id, handler) => call('has_handler', id, handler) === '1',
    run: (id, handler, side, given) => call('run_script', id, handler, side, given),
  };
}

/** `\xHH` and `\z`, which LuaJIT has and Lua 5.1 has not. */
const withEscapes = (source: string): string =>
  source.replace(/\\(?:x([0-9a-fA-F]{2})|[^])/g, (whole, code: string | undefined) =>
    code === undefined ? whole : `\\${String(Number.parseInt(code, 16)).padStart(3, '0')}`,
  );

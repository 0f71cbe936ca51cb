import type { Context } from '../context.ts';
import type { Gateway } from '../gateway.ts';
import type { Expression } from '../lua/expression.ts';
import type { Table, Value } from '../lua/value.ts';
import type { Header } from '../request/headers.ts';

/** A plugin that ends the request: text goes out as it is, anything else as JSON and a line feed. */
export interface Exit {
  readonly status: number;
  readonly body?: Value | undefined;
  /** Headers of an upstream's earlier answer, which is given again as it was. */
  readonly replayed?: readonly Header[];
}

export type Step = (context: Context) => Exit | undefined;
export type Filter = (context: Context) => void;

/** What one configured plugin does in each phase. */
export interface Hooks {
  readonly rewrite?: Step | undefined;
  readonly access?: Step | undefined;
  readonly beforeProxy?: Step | undefined;
  readonly header?: Filter | undefined;
  readonly body?: Filter | undefined;
  /** When all is over. */
  readonly log?: Filter | undefined;
}

/** Where a plugin is configured. */
export interface Home {
  readonly gateway: Gateway;
  /** `/routes/orders`: counters belong to the place of definition. */
  readonly parent: string;
}

/** One plugin of APISIX as far as its effect can be seen from outside. */
export interface Plugin {
  readonly name: string;
  readonly priority: number;
  /** Authentication runs only once, with the route's configuration. */
  readonly auth?: true;
  /** Skipped in a global rule when the route has it too. */
  readonly prefersRoute?: true;
  compile(conf: Table, home: Home): Hooks;
}

/** One plugin at one place of the configuration. */
export interface Placed {
  readonly plugin: Plugin;
  readonly conf: Table;
  readonly hooks: Hooks;
  readonly disabled: boolean;
  readonly filter: Expression | undefined;
  readonly priority: number | undefined;
  readonly errorResponse: Value | undefined;
  /** Parts of its configuration that are not known: Lua code, secrets of other systems. */
  readonly unknown: readonly string[];
  readonly pointer: string;
  /** Set when a consumer or its group brings a plugin that the route did not have. */
  fromConsumer: boolean;
  /** Once set it stays: later requests skip the plugin too. */
  skipInConsumer: boolean;
}

export type PluginSet = ReadonlyMap<string, Placed>;

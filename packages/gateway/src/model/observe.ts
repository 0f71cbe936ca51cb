/** What only watches requests. */
import type { Base, Template } from './base.ts';

/** Writes a line about each request; changes no answer. */
export interface WriteLog extends Base {
  readonly kind: 'write-log';
  /** Members of the line; undefined: what the source says by itself. */
  readonly format: readonly (readonly [name: string, value: Template])[] | undefined;
  /** Further parts that no member says. */
  readonly left: readonly string[];
}

/** Metrics for each route; changes no answer. */
export interface Metrics extends Base {
  readonly kind: 'metrics';
}

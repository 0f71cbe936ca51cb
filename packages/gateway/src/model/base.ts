/** What all policies have, and the words that they share. */
import type { Node } from '@banyan/core/document/node.ts';

export interface Base {
  readonly sources: readonly Node[];
  /** The part's name in the source, for findings: a plugin's name. */
  readonly origin: string;
  /** Stands in place of the body of every answer from 400 on by which the part refuses. */
  readonly refusalBody?: string;
  /** Acts on requests of these consumers, or on all but theirs; without it on all. */
  readonly consumers?: { readonly only: readonly string[] } | { readonly except: readonly string[] };
  /**
   * Acts on the requests of all routes. `before-route`: what it answers itself, the policies of the route do not see;
   * `beside-route`: it acts with them.
   */
  readonly global?: 'before-route' | 'beside-route';
}

/**
 * Text with variables, in order: literal pieces and the request attributes between them. Attributes are named as
 * condition subjects, plus `requestUri` (path and query), `remotePort`,
 * `consumer`, `consumerGroup`, `capture:<n>`, `pathParameter:<name>` and `unknown:<name>` for a variable that has no such name.
 */
export type Template = readonly (string | { readonly attribute: string })[];

export interface HeaderEdits {
  readonly add: readonly (readonly [string, Template])[];
  readonly set: readonly (readonly [string, Template])[];
  readonly remove: readonly string[];
}

/** Upstreams that have been read, by the node that describes them, and those that answer themselves. */
import type { Node } from '@banyan/core/document/node.ts';
import type { Action } from '../../model/model.ts';
import type { Upstream } from '../../model/upstream.ts';

export interface Targets {
  readonly upstreams: Map<string, Upstream>;
  readonly known: Map<Node, Action>;
}

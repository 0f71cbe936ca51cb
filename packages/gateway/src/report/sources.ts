/** All source nodes that the parts of a rule name, its upstreams included. */
import type { Node } from '@banyan/core/document/node.ts';
import type { Model, Rule } from '../model/model.ts';

const isNode = (value: object): value is Node => 'offset' in value && 'parent' in value;

/** Every list `sources` and node below a value of the model. */
function* nodesIn(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (isNode(value)) yield value;
  else for (const part of Object.values(value)) yield* nodesIn(part);
}

/** The route object itself does not count: parts of it may have no effect. */
export function* routeSources(rule: Rule, model: Model): Generator<Node> {
  yield* nodesIn({ ...rule, source: undefined });
  if (rule.action.kind === 'forward') yield* nodesIn(model.upstreams.get(rule.action.upstream));
}

/** Whether APISIX accepts an object when it loads the file: its own schema first, then each plugin, then expressions. */
import type { Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { readExpression } from './expression/expression.ts';
import type { Item, Kind } from './objects.ts';
import { checkPlugins } from './plugins/check.ts';
import type { PluginProblem } from './plugins/check.ts';
import { metadata } from './schema/common.ts';
import { consumerShape, credentialShape, pluginsShape, routeShape, serviceShape } from './schema/objects.ts';
import type { Shape, Violation } from './schema/shape.ts';
import { objectOf } from './schema/shape.ts';
import { sslShape } from './schema/ssl.ts';
import { upstreamShape } from './schema/upstream.ts';

/** Kinds whose content this reader does not look into need an id only. */
const loose = objectOf({ id: metadata.id });

const shapes: Readonly<Record<Kind, Shape>> = {
  routes: routeShape,
  services: serviceShape,
  upstreams: upstreamShape,
  consumers: consumerShape,
  consumer_groups: pluginsShape,
  plugin_configs: pluginsShape,
  global_rules: pluginsShape,
  ssls: sslShape,
  plugin_metadata: loose,
  protos: loose,
  secrets: objectOf({}),
  stream_routes: loose,
};

/** Credentials stand among the consumers under an id that names their consumer. */
export const isCredential = ({ id }: Pick<Item, 'id'>): boolean => /^[^/]+\/credentials\//.test(id);

/** The consumer that a credential belongs to. */
export const consumerOfCredential = (item: Item): string => item.id.slice(0, item.id.indexOf('/'));

export type ItemProblem = (Violation & { readonly code?: undefined }) | PluginProblem;

/** Why APISIX would drop the object; undefined when it takes it. */
export function checkItem(
  kind: Kind,
  id: string,
  node: Node,
  enabled: ReadonlySet<string> | undefined,
): ItemProblem | undefined {
  const shape = kind === 'consumers' && isCredential({ id }) ? credentialShape : shapes[kind];
  const found = shape(node);
  if (found !== undefined) return found;
  if (!isObject(node)) return undefined;
  const problem = checkPlugins(kind, child(node, 'plugins'), enabled);
  if (problem !== undefined) return problem;
  const vars = kind === 'routes' ? child(node, 'vars') : undefined;
  const expression = vars === undefined ? undefined : readExpression(vars);
  return expression?.ok === false ? expression.error : undefined;
}

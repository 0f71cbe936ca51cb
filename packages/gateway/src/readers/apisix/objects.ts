/** The objects of a configuration by kind and id, as APISIX has them in memory after loading the file. */
import type { ObjectNode } from '@banyan/core/document/node.ts';

export const kinds = [
  'routes',
  'services',
  'upstreams',
  'consumers',
  'consumer_groups',
  'plugin_configs',
  'global_rules',
  'ssls',
  'plugin_metadata',
  'protos',
  'secrets',
  'stream_routes',
] as const;

export type Kind = (typeof kinds)[number];

export interface Item {
  readonly kind: Kind;
  readonly id: string;
  readonly node: ObjectNode;
}

/** In registration order; of two with one id the later stands in the place of the earlier. */
export type Objects = Readonly<Record<Kind, ReadonlyMap<string, Item>>>;

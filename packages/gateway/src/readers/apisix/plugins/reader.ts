/** What a plugin's mapping is: its configuration's schema, and the policies that it stands for. */
import type { Node } from '@banyan/core/document/node.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Reading } from '../context.ts';
import type { Item } from '../objects.ts';
import type { Shape } from '../schema/shape.ts';

/** One plugin where it is written. */
export interface Use {
  readonly name: string;
  readonly node: Node;
  /** The object that holds it. */
  readonly owner: Item;
  /** Ids of the route and the service on whose requests it acts. */
  readonly route?: string;
  readonly service?: string;
}

export interface PluginReader {
  readonly name: string;
  /** On routes, services, plugin_configs, global rules and consumer groups. */
  readonly shape: Shape;
  /** Inside a consumer or credential, where it means something else there. */
  readonly credentialShape?: Shape;
  read(use: Use, reading: Reading): readonly Policy[];
}

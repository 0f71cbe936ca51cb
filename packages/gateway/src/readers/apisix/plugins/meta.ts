/** `_meta`, which every plugin's configuration may carry (`apisix/schema_def.lua`, plugin_injected_schema). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { readExpression } from '../expression/expression.ts';
import type { Shape } from '../schema/shape.ts';
import { anything, boolean, integer, listOf, objectOf, text } from '../schema/shape.ts';
import { booleanOf } from '../typed.ts';

const expression: Shape = (node) => {
  const read = readExpression(node);
  return read.ok ? undefined : read.error;
};

export const metaShape = objectOf({
  _meta: objectOf(
    {
      disable: boolean,
      error_response: anything,
      priority: integer(),
      filter: (node) => listOf(anything)(node) ?? expression(node),
      pre_function: text(),
    },
    { closed: true },
  ),
});

/** Switched off: the plugin does not act, and its configuration is not checked. */
export const isDisabled = (plugin: Node): boolean => booleanOf(child(child(plugin, '_meta'), 'disable')) === true;

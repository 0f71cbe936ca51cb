/** Lists of plugins (`[{name, enable, config, secretRef}]`) as objects of plugins (`internal/adc/translator/apisixroute.go`). */
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { booleanOf, itemsOf, textOf } from '../../typed.ts';
import { sortFields } from '../part.ts';
import { secretOf } from './secret.ts';
import type { Refusal, Translation } from './translation.ts';
import { mark } from './translation.ts';

const fates = { name: 'taken', enable: 'taken', config: 'taken', secretRef: 'taken' } as const;

/** A value at a dotted key, as the controller puts a Secret's values into a configuration. */
function inserted({ make }: Pick<Translation, 'make'>, into: ObjectNode, key: string, value: Node): ObjectNode {
  const [first = '', ...rest] = key.split('.');
  const entries = new Map(into.entries);
  if (rest.length === 0) return make.object(into, entries.set(first, value));
  const inner = entries.get(first);
  const below = isObject(inner) ? inner : make.object(into, []);
  return make.object(into, entries.set(first, inserted({ make }, below, rest.join('.'), value)));
}

function configOf(translation: Translation, namespace: string, node: Node): Node | Refusal {
  const { make } = translation;
  const name = child(node, 'name') ?? node;
  const config = child(node, 'config');
  const own = config === undefined ? make.object(node, [], [name]) : config;
  const reference = child(node, 'secretRef');
  const secret = textOf(reference);
  if (reference === undefined || secret === undefined || secret === '') {
    mark(translation, reference, 'ignored', 'APX015');
    return own;
  }
  const texts = secretOf(translation, namespace, secret);
  if (texts === undefined) return { node: reference, reason: `Secret ${namespace}/${secret}` };
  mark(translation, reference, 'exact');
  let whole = isObject(own) ? own : make.object(node, []);
  for (const [key, value] of texts) whole = inserted(translation, whole, key, value);
  return whole;
}

/** The plugins that are switched on, by name; the last of a name counts. */
export function pluginsOf(
  translation: Translation,
  namespace: string,
  list: Node | undefined,
): ReadonlyMap<string, Node> | Refusal {
  const plugins = new Map<string, Node>();
  if (list !== undefined && itemsOf(list).length === 0) mark(translation, list, 'ignored', 'APX015');
  for (const item of itemsOf(list)) {
    sortFields(translation.opening, item, fates, 'plugin');
    const name = textOf(child(item, 'name'));
    mark(translation, child(item, 'name'), 'exact');
    mark(translation, child(item, 'enable'), 'exact');
    if (name === undefined || booleanOf(child(item, 'enable')) === false) {
      mark(translation, item, 'ignored', 'APX053');
      continue;
    }
    const config = configOf(translation, namespace, item);
    if ('reason' in config) return config;
    const earlier = plugins.get(name);
    if (earlier !== undefined) mark(translation, earlier, 'ignored', 'APX055');
    plugins.set(name, config);
  }
  return plugins;
}

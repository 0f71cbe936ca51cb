/** `${NAME}` in the texts of an ADC file; a variable that is not set is an empty text (ADC: `apps/cli/src/command/utils.ts`). */
import type { Node, ScalarNode } from '@banyan/core/document/node.ts';
import { report } from '../../context.ts';
import type { Opening } from '../door.ts';
import { maker } from '../make.ts';

/** `\\${NAME}` is the text `${NAME}`. */
const use = /\\?\$\{(\w+)\}/g;

function text(opening: Opening, node: ScalarNode, value: string): string {
  return value.replace(use, (whole, name: string) => {
    if (whole.startsWith('\\')) return whole.slice(1);
    const found = opening.environment[name];
    if (found === undefined) report(opening, 'APX096', { name }, node);
    return found ?? '';
  });
}

/** The node with its variables replaced; the same node where it has none. */
export function substituted(opening: Opening, node: Node): Node {
  const make = maker(opening.ledger);
  const walk = (at: Node): Node => {
    if (at.kind === 'scalar') {
      if (typeof at.value !== 'string' || !at.value.includes('${')) return at;
      const value = text(opening, at, at.value);
      return value === at.value ? at : make.value(at, value);
    }
    if (at.kind === 'list') {
      const items = at.items.map(walk);
      return items.every((item, index) => item === at.items[index]) ? at : make.list(at, items);
    }
    const entries = Array.from(at.entries, ([key, item]) => [key, walk(item)] as const);
    return entries.every(([key, item]) => at.entries.get(key) === item) ? at : make.object(at, entries);
  };
  return walk(node);
}

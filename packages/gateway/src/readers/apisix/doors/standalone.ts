/**
 * Standalone files (`apisix.yaml`, `apisix.json`): sections that are lists of objects, of which APISIX loads the first document
 * (`apisix/core/config_yaml.lua`, sync_data).
 */
import type { Document, Node, ObjectNode } from '@banyan/core/document/node.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { isObject, kindOf } from '@banyan/core/document/values.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { report } from '../context.ts';
import type { Kind } from '../objects.ts';
import { kinds } from '../objects.ts';
import { idOf, itemsOf } from '../typed.ts';
import type { Door, Given, Opening } from './door.ts';

const isKind = (name: string): name is Kind => kinds.some((kind) => kind === name);

function objectsOf({ ledger, ...reading }: Opening, kind: Kind, section: Node): Given[] {
  if (section.kind !== 'list') {
    if (kindOf(section) !== 'null') report(reading, 'APX006', { name: kind, found: kindOf(section) }, section);
    ledger.mark(section, 'ignored', { code: 'APX006' });
    return [];
  }
  if (section.items.length === 0) ledger.mark(section, 'exact');
  return itemsOf(section).map((node, index) => {
    const id = idOf(isObject(node) ? (node.entries.get('id') ?? node.entries.get('username')) : undefined);
    return { id: id ?? `arr_${index + 1}`, node };
  });
}

function sectionsOf(opening: Opening, root: ObjectNode): Map<Kind, readonly Given[]> {
  const sections = new Map<Kind, readonly Given[]>();
  if (root.entries.size === 0) opening.ledger.mark(root, 'ignored', { code: 'APX015' });
  for (const [name, section] of root.entries) {
    // The list of loaded plugins is read with the static configuration.
    if (name === 'plugins') continue;
    if (isKind(name)) sections.set(name, objectsOf(opening, name, section));
    else {
      report(opening, 'APX005', { name }, section);
      opening.ledger.mark(section, 'ignored', { code: 'APX005' });
    }
  }
  return sections;
}

export const standaloneDoor: Door = {
  name: 'standalone',
  acceptance: 'file',
  recognizes: ({ root }: Document) => isObject(root) && Array.from(root.entries.keys()).some(isKind),
  open([main, ...further], opening) {
    for (const { root } of further) {
      report(opening, 'APX004', {}, root);
      opening.ledger.mark(root, 'ignored', { code: 'APX004' });
    }
    const { root } = main;
    if (!isObject(root)) return err([finding('DOC016', { found: kindOf(root) }, { source: placeOf(root) })]);
    return ok({ sections: sectionsOf(opening, root), plugins: root.entries.get('plugins'), whole: root });
  },
};

/** Plugins of global rules: a plugin in two of them runs in neither (`apisix/plugin.lua`, merge_global_rules). */
import { child } from '@banyan/core/document/values.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import type { Use } from './plugins/reader.ts';

export function globalUses(reading: Pick<Reading, 'ledger' | 'findings' | 'objects'>): Use[] {
  const byName = new Map<string, Use[]>();
  for (const owner of reading.objects.global_rules.values()) {
    const plugins = child(owner.node, 'plugins');
    if (plugins?.kind !== 'object') continue;
    for (const [name, node] of plugins.entries) {
      const uses = byName.get(name) ?? [];
      uses.push({ name, node, owner });
      byName.set(name, uses);
    }
  }
  return Array.from(byName.values()).flatMap((uses) => {
    if (uses.length === 1) return uses;
    for (const use of uses) {
      report(reading, 'APX054', { plugin: use.name, count: uses.length }, use.node);
      reading.ledger.mark(use.node, 'ignored', { code: 'APX054' });
    }
    return [];
  });
}

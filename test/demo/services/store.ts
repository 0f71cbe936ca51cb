/** What the services keep: one file for each, without which they cannot answer. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const services = ['identity', 'conversation', 'knowledge', 'voice', 'orders', 'account'] as const;

export function fillStore(store: string, service: string): void {
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, `${service}.json`), JSON.stringify({ service, items: [1, 2, 3] }));
}

/**
 * Consumers with their credentials, inline or as objects of their own (`apisix/consumer.lua`), and the plugins that act on
 * their requests only.
 */
import { always, never } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import type { Consumer, Credential } from '../../model/model.ts';
import { consumerOfCredential, isCredential } from './check.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import type { Item } from './objects.ts';
import type { Use } from './plugins/reader.ts';
import { credentialReaders, isAuthentication } from './plugins/authentication.ts';
import { isDisabled } from './plugins/meta.ts';
import { hasSecret } from './reference.ts';
import { idOf, textOf } from './typed.ts';

/** A consumer as the reader needs it while it merges plugins. */
export interface ReadConsumer {
  readonly consumer: Consumer;
  /** Its group, `missing` when that does not exist: APISIX answers 503 to all its consumers. */
  readonly group: { readonly id: string; readonly item: Item | 'missing' } | undefined;
  /** Plugins that act on its requests, by name. */
  readonly own: readonly Use[];
  readonly ofGroup: readonly Use[];
}

/** Of an authentication that has a mapping; undefined, with a remark, when a value is not known. */
function readCredential(reading: Reading, name: string, plugin: string, node: Node): Credential[] {
  const read = credentialReaders.get(plugin);
  if (read === undefined) {
    // It serves only routes that authenticate so, and those are closed.
    report(reading, 'APX061', { consumer: name, plugin }, node);
    reading.ledger.mark(node, 'unsupported', { code: 'APX061' });
    return [];
  }
  const credential = read(reading.environment, node);
  if (credential !== undefined) return [credential];
  // A value that is not set identifies nobody at the source either.
  const affects = { routes: 'all', when: hasSecret(node) ? always : never } as const;
  report(reading, 'APX060', { consumer: name, plugin }, node, affects);
  reading.ledger.mark(node, 'unsupported', { code: 'APX060' });
  return [];
}

function credentialsOf(reading: Reading, item: Item, identifier?: string): Credential[] {
  const plugins = child(item.node, 'plugins');
  if (plugins?.kind !== 'object') return [];
  return Array.from(plugins.entries).flatMap(([plugin, node]) => {
    if (!isAuthentication(plugin)) return [];
    reading.used.add(node);
    reading.ledger.conceal(node);
    if (isDisabled(node)) {
      reading.ledger.mark(node, 'ignored', { code: 'APX053' });
      return [];
    }
    const found = readCredential(reading, item.id, plugin, node);
    return identifier === undefined ? found : found.map((one) => ({ ...one, identifier }));
  });
}

/** The plugins of a consumer or group that act on requests; authentication inside a group identifies nobody. */
function usesOf(reading: Reading, owner: Item): Use[] {
  const plugins = child(owner.node, 'plugins');
  if (plugins?.kind !== 'object') return [];
  return Array.from(plugins.entries).flatMap(([name, node]) => {
    if (!isAuthentication(name)) return [{ name, node, owner }];
    if (owner.kind === 'consumers') return [];
    reading.used.add(node);
    reading.ledger.conceal(node);
    reading.ledger.mark(node, 'ignored', { code: 'APX015' });
    return [];
  });
}

function groupOf(reading: Reading, item: Item): ReadConsumer['group'] {
  const reference = child(item.node, 'group_id');
  if (reference === undefined) return undefined;
  const id = idOf(reference) ?? '';
  const group = reading.objects.consumer_groups.get(id);
  if (group === undefined) report(reading, 'APX063', { consumer: item.id, id }, reference);
  else reading.used.add(group.node);
  reading.ledger.mark(reference, 'exact');
  return { id, item: group ?? 'missing' };
}

/** Labels as text; only those that are texts, which the schema demands. */
function labelsOf({ ledger }: Reading, item: Item): Record<string, string> | undefined {
  const labels = child(item.node, 'labels');
  if (labels === undefined || !isObject(labels)) return undefined;
  const customId = child(labels, 'custom_id');
  if (customId !== undefined) ledger.mark(customId, 'exact');
  return Object.fromEntries(
    Array.from(labels.entries).flatMap(([key, node]) => {
      const text = textOf(node);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

/** The text that tells a credential from the others of its kind. */
const identity = (one: Credential): string => `${one.kind} ${one.kind === 'password' ? one.user : one.key}`;

/** Of two consumers with the same key the one that was loaded last counts. */
function withoutTaken(reading: Reading, consumers: readonly ReadConsumer[]): ReadConsumer[] {
  const last = new Map<string, Credential>();
  for (const { consumer } of consumers) for (const one of consumer.credentials) last.set(identity(one), one);
  return consumers.map((read) => ({
    ...read,
    consumer: {
      ...read.consumer,
      credentials: read.consumer.credentials.filter((credential) => {
        if (last.get(identity(credential)) === credential) return true;
        const [source] = credential.sources;
        report(reading, 'APX064', { consumer: read.consumer.name }, source);
        for (const node of credential.sources) reading.ledger.mark(node, 'ignored', { code: 'APX064' });
        return false;
      }),
    },
  }));
}

/** Credentials of consumers that do not exist open nothing. */
function reportOrphans(reading: Reading, items: readonly Item[], names: ReadonlySet<string>): void {
  for (const item of items) {
    if (names.has(consumerOfCredential(item))) continue;
    report(reading, 'APX065', { id: item.id, consumer: consumerOfCredential(item) }, item.node);
    reading.ledger.mark(item.node, 'ignored', { code: 'APX065' });
  }
}

export function readConsumers(reading: Reading): ReadConsumer[] {
  const items = Array.from(reading.objects.consumers.values());
  const own = items.filter((item) => !isCredential(item));
  const separate = items.filter((item) => isCredential(item));
  const credentials = Map.groupBy(separate, consumerOfCredential);
  reportOrphans(reading, separate, new Set(own.map((item) => item.id)));
  const consumers = own.map((item): ReadConsumer => {
    const labels = labelsOf(reading, item);
    const customId = labels?.['custom_id'];
    const username = child(item.node, 'username');
    const group = groupOf(reading, item);
    return {
      consumer: {
        name: item.id,
        credentials: [
          ...credentialsOf(reading, item),
          ...(credentials.get(item.id) ?? []).flatMap((one) =>
            credentialsOf(reading, one, one.id.slice(one.id.lastIndexOf('/') + 1)),
          ),
        ],
        ...(group === undefined ? {} : { group: group.id }),
        ...(customId === undefined ? {} : { customId }),
        ...(labels === undefined ? {} : { labels }),
        sources: username === undefined ? [] : [username],
      },
      group,
      own: usesOf(reading, item),
      ofGroup: group === undefined || group.item === 'missing' ? [] : usesOf(reading, group.item),
    };
  });
  return withoutTaken(reading, consumers);
}

/**
 * Consumers with their credentials, inline or as objects of their own (`apisix/consumer.lua`). A consumer whose own plugins
 * protect something that has no mapping is left out, so that nobody gets in under its name.
 */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Consumer, Credential } from '../../model/model.ts';
import { consumerOfCredential, isCredential } from './check.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import type { Item } from './objects.ts';
import { knownPlugins } from './plugins/known.ts';
import { isDisabled } from './plugins/meta.ts';
import { booleanOf, idOf, textOf } from './typed.ts';

const all = { routes: 'all', when: { always: true } } as const;

/** A secret's value; a reference into the environment is looked up, any other reference has no value here. */
function secretOf(reading: Reading, node: Node | undefined): string | undefined {
  const value = textOf(node);
  const [, kind, name = ''] = /^\$(secret|env|ENV):\/\/(.*)$/s.exec(value ?? '') ?? [];
  if (kind === undefined) return value;
  return kind === 'secret' ? undefined : environmentValue(reading.environment, name);
}

/** `$env://NAME`, or `$env://NAME/key` into a JSON object (`apisix/core/env.lua`). */
function environmentValue(environment: Reading['environment'], path: string): string | undefined {
  const [name = '', ...keys] = path.split('/');
  const value = environment[name];
  if (value === undefined || keys.length === 0) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    const found = keys.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
      parsed,
    );
    return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
  } catch {
    return undefined;
  }
}

function credentialOf(reading: Reading, plugin: string, node: Node): Credential | undefined {
  const key = secretOf(reading, child(node, 'key'));
  if (key === undefined) return undefined;
  if (plugin === 'key-auth') return { kind: 'key', key, sources: [node] };
  const algorithm = textOf(child(node, 'algorithm')) ?? 'HS256';
  const publicKey = secretOf(reading, child(node, 'public_key'));
  if (!algorithm.startsWith('HS')) {
    return publicKey === undefined
      ? undefined
      : { kind: 'jwt', key, algorithm, secret: { publicKey }, sources: [node] };
  }
  const secret = secretOf(reading, child(node, 'secret'));
  if (secret === undefined) return undefined;
  const encoded = booleanOf(child(node, 'base64_secret')) === true;
  return { kind: 'jwt', key, algorithm, secret: Buffer.from(secret, encoded ? 'base64' : 'utf8'), sources: [node] };
}

interface Found {
  readonly credentials: Credential[];
  /** A plugin that protects and cannot be mapped closes the consumer. */
  closed: boolean;
}

function readPlugin(reading: Reading, name: string, plugin: string, node: Node, found: Found): void {
  reading.ledger.conceal(node);
  if (isDisabled(node)) return reading.ledger.mark(node, 'ignored', { code: 'APX053' });
  if (plugin === 'key-auth' || plugin === 'jwt-auth') {
    const credential = credentialOf(reading, plugin, node);
    if (credential !== undefined) {
      found.credentials.push(credential);
      return undefined;
    }
    report(reading, 'APX060', { consumer: name, plugin }, node, all);
    return reading.ledger.mark(node, 'unsupported', { code: 'APX060' });
  }
  const known = knownPlugins.get(plugin);
  // Credentials of other authentications serve only routes that authenticate so, and those are closed.
  const credential = known?.phase === 'rewrite' && /-auth$|^jwe-decrypt$|^wolf-rbac$/.test(plugin);
  if (known?.effect === 'protection' && !credential) found.closed = true;
  report(reading, credential ? 'APX061' : 'APX062', { consumer: name, plugin }, node, all);
  return reading.ledger.mark(node, 'unsupported', { code: credential ? 'APX061' : 'APX062' });
}

function readPlugins(reading: Reading, item: Item, found: Found): void {
  const plugins = child(item.node, 'plugins');
  if (plugins?.kind !== 'object') return;
  const name = isCredential(item) ? consumerOfCredential(item) : item.id;
  for (const [plugin, node] of plugins.entries) {
    reading.used.add(node);
    readPlugin(reading, name, plugin, node, found);
  }
}

/** Plugins of the consumer's group; a group that does not exist answers 503 to its consumers. */
function readGroup(reading: Reading, item: Item, found: Found): void {
  const reference = child(item.node, 'group_id');
  if (reference === undefined) return;
  const id = idOf(reference) ?? '';
  const group = reading.objects.consumer_groups.get(id);
  if (group === undefined) {
    report(reading, 'APX063', { consumer: item.id, id }, reference, all);
    reading.ledger.mark(reference, 'unsupported', { code: 'APX063' });
    found.closed = true;
    return;
  }
  reading.ledger.mark(reference, 'exact');
  reading.used.add(group.node);
  const plugins = child(group.node, 'plugins');
  if (plugins?.kind !== 'object') return;
  for (const [plugin, node] of plugins.entries) {
    reading.used.add(node);
    if (isDisabled(node)) reading.ledger.mark(node, 'ignored', { code: 'APX053' });
    else if (!['key-auth', 'jwt-auth'].includes(plugin)) readPlugin(reading, item.id, plugin, node, found);
    // Authentication inside a group identifies nobody.
    else reading.ledger.mark(node, 'ignored', { code: 'APX015' });
  }
}

/** The text that tells a credential from the others of its kind. */
const identity = (credential: Credential): string => `${credential.kind} ${credential.key}`;

/** Of two consumers with the same key the one that was loaded last counts. */
function withoutTaken(reading: Reading, consumers: readonly Consumer[]): Consumer[] {
  const last = new Map<string, Credential>();
  for (const { credentials } of consumers) for (const one of credentials) last.set(identity(one), one);
  return consumers.map((consumer) => ({
    ...consumer,
    credentials: consumer.credentials.filter((credential) => {
      if (last.get(identity(credential)) === credential) return true;
      const [source] = credential.sources;
      report(reading, 'APX064', { consumer: consumer.name }, source);
      for (const node of credential.sources) reading.ledger.mark(node, 'ignored', { code: 'APX064' });
      return false;
    }),
  }));
}

export function readConsumers(reading: Reading): Consumer[] {
  const items = Array.from(reading.objects.consumers.values());
  const own = items.filter((item) => !isCredential(item));
  const credentials = Map.groupBy(
    items.filter((item) => isCredential(item)),
    consumerOfCredential,
  );
  const names = new Set(own.map((item) => item.id));
  for (const item of Array.from(credentials.values()).flat()) {
    if (names.has(consumerOfCredential(item))) continue;
    report(reading, 'APX065', { id: item.id, consumer: consumerOfCredential(item) }, item.node);
    reading.ledger.mark(item.node, 'ignored', { code: 'APX065' });
  }
  const consumers = own.flatMap((item): Consumer[] => {
    const found: Found = { credentials: [], closed: false };
    readPlugins(reading, item, found);
    for (const other of credentials.get(item.id) ?? []) readPlugins(reading, other, found);
    readGroup(reading, item, found);
    const username = child(item.node, 'username');
    if (!found.closed) {
      return [{ name: item.id, credentials: found.credentials, sources: username === undefined ? [] : [username] }];
    }
    report(reading, 'APX066', { consumer: item.id }, item.node, all);
    for (const { sources } of found.credentials) {
      for (const node of sources) reading.ledger.mark(node, 'unsupported', { code: 'APX066' });
    }
    return [];
  });
  return withoutTaken(reading, consumers);
}

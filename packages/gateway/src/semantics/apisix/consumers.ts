import { placePlugins, resolveValue } from './plugins/place.ts';
import type { PluginSet } from './plugins/plugin.ts';
import type { Gateway } from './gateway.ts';
import { idOf, listOf, type Table, tableOf, textOf, type Value } from './lua/value.ts';

/** A consumer, or one of its credentials: the consumer with the credential's own data. */
export interface Consumer {
  readonly name: string;
  readonly group: string | undefined;
  readonly credential: string | undefined;
  readonly customId: string | undefined;
  readonly labels: Table | undefined;
  readonly plugins: PluginSet;
  /** The configuration of the plugin that found it. */
  readonly auth: Table;
}

/** Finds the consumer with this value in the named field of the plugin's configuration. */
export interface Consumers {
  find(plugin: string, field: string, value: string): Consumer | undefined;
  /** Whether any consumer has the plugin at all. */
  knows(plugin: string): boolean;
  byName(name: string): Consumer | undefined;
}

const authentication = ['key-auth', 'basic-auth', 'jwt-auth', 'hmac-auth', 'ldap-auth', 'jwe-decrypt', 'wolf-rbac'];

/**
 * The consumers of a configuration. Credentials are objects whose id is `USER/credentials/NAME`; one of a user that does
 * not exist is ignored, and of two with one key the later counts.
 */
export function readConsumers(list: Value | undefined, gateway: Gateway): Consumers {
  const names = new Map<string, Consumer>();
  const found: { readonly plugin: string; readonly consumer: Consumer }[] = [];
  const objects = listOf(list).flatMap((value, index) => {
    const object = tableOf(value);
    return object === undefined ? [] : [{ object, pointer: `/consumers/${index}` }];
  });
  for (const { object, pointer } of objects) {
    const name = textOf(object['username']);
    if (name === undefined || credentialOf(object) !== undefined) continue;
    names.set(name, consumerOf(object, name, pointer, gateway));
  }
  for (const { object } of objects) {
    const credential = credentialOf(object);
    const owner = names.get(credential?.user ?? textOf(object['username']) ?? '');
    if (owner === undefined) continue;
    for (const plugin of authentication) {
      const auth = tableOf(tableOf(object['plugins'])?.[plugin]);
      if (auth === undefined) continue;
      const resolved = tableOf(resolveValue(auth, gateway)) ?? auth;
      found.push({ plugin, consumer: { ...owner, credential: credential?.name, auth: resolved } });
    }
  }
  const indexes = new Map<string, Map<string, Consumer>>();
  return {
    byName: (name) => names.get(name),
    knows: (plugin) => found.some((one) => one.plugin === plugin),
    find(plugin, field, value) {
      let index = indexes.get(plugin);
      if (index === undefined) {
        index = new Map();
        for (const one of found) {
          const key = one.plugin === plugin ? textOf(one.consumer.auth[field]) : undefined;
          if (key !== undefined && !unresolved(one.consumer.auth)) index.set(key, one.consumer);
        }
        indexes.set(plugin, index);
      }
      return index.get(value);
    },
  };
}

/** A consumer whose credential points to a secret that could not be read is left out. */
const unresolved = (auth: Table): boolean =>
  Object.values(auth).some((value) => typeof value === 'string' && /^\$(env|secret):\/\//i.test(value));

function credentialOf(object: Table): { readonly user: string; readonly name: string } | undefined {
  const found = /^([^/]+)\/credentials\/(.+)$/.exec(idOf(object['id']) ?? '');
  return found === null ? undefined : { user: found[1] ?? '', name: found[2] ?? '' };
}

function consumerOf(object: Table, name: string, pointer: string, gateway: Gateway): Consumer {
  return {
    name,
    group: idOf(object['group_id']),
    credential: undefined,
    customId: idOf(tableOf(object['labels'])?.['custom_id']),
    labels: tableOf(object['labels']),
    plugins: placePlugins(object['plugins'], `/consumers/${name}`, `${pointer}/plugins`, gateway),
    auth: {},
  };
}

/**
 * Header mutations of Envoy as `headers` of an http rule. Istio keeps three lists and knows no order between them: what is
 * removed goes first, then what is set, then what is added. So the mutations are played, and what they come to is said.
 */
import type { JsonObject } from '../../envoy/config.ts';
import { record } from '../../kubernetes/plain.ts';

export class Edits {
  readonly #set = new Map<string, readonly [name: string, value: string]>();
  readonly #add = new Map<string, readonly [name: string, value: string]>();
  readonly #removed = new Map<string, string>();

  /** Whether Istio has a word for it: it knows neither "if absent" nor two additions under one name. */
  play(mutation: JsonObject): boolean {
    const { remove, append } = mutation;
    if (typeof remove === 'string') return this.remove(remove);
    const { header, append_action: action } = record(append);
    const { key, value } = record(header);
    if (typeof key !== 'string' || typeof value !== 'string') return false;
    if (action === 'OVERWRITE_IF_EXISTS_OR_ADD') return this.set(key, value);
    return action === undefined ? this.add(key, value) : false;
  }

  set(name: string, value: string): boolean {
    const key = name.toLowerCase();
    this.#add.delete(key);
    this.#set.set(key, [name, value]);
    return true;
  }

  add(name: string, value: string): boolean {
    const key = name.toLowerCase();
    if (this.#add.has(key)) return false;
    this.#add.set(key, [name, value]);
    return true;
  }

  remove(name: string): boolean {
    const key = name.toLowerCase();
    this.#set.delete(key);
    this.#add.delete(key);
    this.#removed.set(key, name);
    return true;
  }

  /** What was made of a header: its text, empty where it was removed, undefined where it is as it was sent. */
  stateOf(name: string): string | undefined {
    const key = name.toLowerCase();
    return this.#set.get(key)?.[1] ?? (this.#removed.has(key) ? '' : undefined);
  }

  /** undefined when there is nothing to say. */
  said(): JsonObject | undefined {
    // A header that is set anyway need not be removed before, unless its text may come out empty.
    const removed = [...this.#removed].filter(([key]) => !(this.#set.get(key)?.[1] ?? '%').match(/^[^%]/));
    if (this.#set.size + this.#add.size + removed.length === 0) return undefined;
    return {
      set: this.#set.size === 0 ? undefined : Object.fromEntries(this.#set.values()),
      add: this.#add.size === 0 ? undefined : Object.fromEntries(this.#add.values()),
      remove: removed.length === 0 ? undefined : removed.map(([, name]) => name),
    };
  }
}

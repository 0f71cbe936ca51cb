/**
 * Header mutations of Envoy in the words of the API, which keeps three lists and no order between them: each name once in
 * each, sixteen at most, and values that are not empty. So the mutations are played, and what they come to is said. Stateful.
 */
import type { JsonObject } from '../envoy/config.ts';
import { record } from '../kubernetes/plain.ts';

const most = 16;

/** What the experimental channel takes as the value of a header; the standard one takes more, and writes it nowhere. */
const plainValue = /^[!-~]+(?:[\t ]?[!-~]+)*$/;

type Entry = readonly [name: string, value: string];

export class Edits {
  readonly #side: 'Request' | 'Response';
  readonly #set = new Map<string, Entry>();
  readonly #add = new Map<string, Entry>();
  readonly #remove = new Map<string, string>();
  /** Names whose edits have no word. */
  readonly left: string[] = [];

  constructor(side: 'Request' | 'Response') {
    this.#side = side;
  }

  play(mutation: JsonObject): void {
    const { remove, append } = mutation;
    if (typeof remove === 'string') {
      this.drop(remove);
      this.#remove.set(remove.toLowerCase(), remove);
      return;
    }
    const { header, append_action: action } = record(append);
    const { key, value } = record(header);
    if (typeof key !== 'string' || typeof value !== 'string') return;
    const lower = key.toLowerCase();
    if (!plainValue.test(value)) this.left.push(lower);
    else if (action === 'OVERWRITE_IF_EXISTS_OR_ADD') this.set(key, value);
    else if (action === undefined && !this.#add.has(lower) && this.#add.size < most) this.#add.set(lower, [key, value]);
    else this.left.push(lower);
  }

  set(name: string, value: string): void {
    const lower = name.toLowerCase();
    if (this.#set.size >= most && !this.#set.has(lower)) {
      this.left.push(lower);
      return;
    }
    this.#add.delete(lower);
    this.#set.set(lower, [name, value]);
  }

  /** Forgets what was said of the header. */
  drop(name: string): void {
    const lower = name.toLowerCase();
    for (const entries of [this.#set, this.#add, this.#remove]) entries.delete(lower);
  }

  /** What the header is set to. */
  value(name: string): string | undefined {
    return this.#set.get(name)?.[1];
  }

  /** Whether the header is taken away. */
  removes(name: string): boolean {
    return this.#remove.has(name);
  }

  /** What is set and added, without what is removed; undefined when there is nothing. */
  added(): JsonObject | undefined {
    const [set, add] = [entriesOf(this.#set), entriesOf(this.#add)];
    return (set ?? add) === undefined ? undefined : { set, add };
  }

  /** Envoy reads `%` as the begin of a command, and `%%` as a percent sign. */
  get commands(): boolean {
    return [...this.#set.values(), ...this.#add.values()].some(([, value]) => value.includes('%'));
  }

  /** The filter, unless there is nothing to do. */
  said(): readonly JsonObject[] {
    // A header that is set anyway need not be removed before, unless its text may come out empty.
    const removed = [...this.#remove].filter(([lower]) => !/^[^%]/.test(this.#set.get(lower)?.[1] ?? '%'));
    if (this.#set.size + this.#add.size + removed.length === 0) return [];
    const filter = {
      set: entriesOf(this.#set),
      add: entriesOf(this.#add),
      remove: removed.length === 0 ? undefined : removed.slice(0, most).map(([, name]) => name),
    };
    return [
      this.#side === 'Request'
        ? { type: 'RequestHeaderModifier', requestHeaderModifier: filter }
        : { type: 'ResponseHeaderModifier', responseHeaderModifier: filter },
    ];
  }
}

const entriesOf = (map: ReadonlyMap<string, Entry>): readonly JsonObject[] | undefined =>
  map.size === 0 ? undefined : [...map.values()].map(([name, value]) => ({ name, value }));

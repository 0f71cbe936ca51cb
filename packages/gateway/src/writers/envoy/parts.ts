/**
 * What many routes have in common, such as the headers that a plugin adds: equal parts are made one object, and the file
 * says it once (`&response-1`) and refers to it from then on (`*response-1`).
 */
import type { Json } from './config.ts';

interface Part {
  readonly value: Json;
  readonly name: string;
  uses: number;
}

/** Shorter parts are said again: a reference would save nothing and has to be looked up. */
const shortest = 100;

export class Parts {
  readonly #known = new Map<string, Part>();
  /** The same by their values, for what has been asked for before. */
  readonly #ofValue = new Map<Json, Part>();
  readonly #last = new Map<string, { readonly list: readonly Json[]; readonly part: Part }>();
  readonly #counts = new Map<string, number>();

  /** The value, or the equal one that was given first. `kind` begins its name. */
  one<T extends Json>(kind: string, value: T): T {
    const part = this.#ofValue.get(value) ?? this.#find(kind, value);
    if (part === undefined) return value;
    part.uses++;
    // Kind and text are equal, so the values have the same type.
    return part.value as T;
  }

  /** What is made of a list, made once for equal lists; variants of a rule often share theirs. */
  made<T extends Json>(kind: string, list: readonly Json[], make: () => T): T {
    const last = this.#last.get(kind);
    const part = last?.list === list ? last.part : this.#of(`${kind} of ${JSON.stringify(list)}`, kind, make);
    this.#last.set(kind, { list, part });
    part.uses++;
    // The kind says what is made of a list, and equal lists make the same.
    return part.value as T;
  }

  /** undefined for what is too short to have a name. */
  #find(kind: string, value: Json): Part | undefined {
    const text = JSON.stringify(value);
    return text.length < shortest ? undefined : this.#of(`${kind} ${text}`, kind, () => value);
  }

  #of(key: string, kind: string, make: () => Json): Part {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const part = this.#first(kind, make());
    this.#known.set(key, part);
    this.#ofValue.set(part.value, part);
    return part;
  }

  #first(kind: string, value: Json): Part {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return { value, name: `${kind}-${count}`, uses: 0 };
  }

  /** The parts that several routes have, and their names. */
  named(): Map<Json, string> {
    const names = new Map<Json, string>();
    for (const { value, name, uses } of this.#known.values())
      if (uses > 1 && JSON.stringify(value).length >= shortest) names.set(value, name);
    return names;
  }
}

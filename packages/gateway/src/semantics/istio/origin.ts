import { isData } from '../envoy/data.ts';

/** What a part of the configuration of Envoy was made from. */
export interface Origin {
  /** Pointer below the list of documents. */
  readonly at: string;
  /** The rule in the words of its own format. */
  readonly what: string;
}

/** Remembers where parts come from while they are made, patched and moved. */
export class Origins {
  readonly #known = new WeakMap<object, Origin>();

  mark<T extends object>(made: T, origin: Origin): T {
    this.#known.set(made, origin);
    return made;
  }

  of(made: object): Origin | undefined {
    return this.#known.get(made);
  }

  /** Looks up a pointer into the finished configuration: the innermost part around it whose origin is known. */
  finder(root: unknown): (pointer: string) => Origin | undefined {
    const places = new Map<string, Origin>();
    const visit = (value: unknown, pointer: string): void => {
      if (Array.isArray(value)) {
        for (const [index, one] of value.entries()) visit(one, `${pointer}/${index}`);
        return;
      }
      if (!isData(value)) return;
      const own = this.#known.get(value);
      if (own !== undefined) places.set(pointer, own);
      for (const [key, one] of Object.entries(value)) visit(one, `${pointer}/${key}`);
    };
    visit(root, '');
    return (pointer) => {
      for (let end = pointer; end !== ''; end = end.slice(0, end.lastIndexOf('/'))) {
        const found = places.get(end);
        if (found !== undefined) return found;
      }
      return undefined;
    };
  }
}

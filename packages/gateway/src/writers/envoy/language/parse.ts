/** Reads RE2 syntax into an Expression. What has no meaning for single bytes (\b, \p, multi-line) is refused. */
import {
  anyByte,
  byteRange,
  type ByteSet,
  bytesOf,
  bytesWhere,
  complement,
  ignoringCase,
  oneByte,
  union,
} from './bytes.ts';
import { bytes, choice, type Expression, repeat, sequence, text } from './expression.ts';

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

class Refused extends Error {}

const digit = byteRange(0x30, 0x39);
const blank = bytesWhere((byte) => byte === 0x20 || (byte >= 9 && byte <= 13 && byte !== 11));
const word = bytesWhere((byte) => /[0-9A-Za-z_]/.test(String.fromCharCode(byte)) && byte < 128);
const shorthands: Readonly<Record<string, ByteSet>> = {
  d: digit,
  D: complement(digit),
  s: blank,
  S: complement(blank),
  w: word,
  W: complement(word),
};
const posix: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[0-9A-Za-z]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[\t-\r ]/,
  blank: /[\t ]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
  word: /[0-9A-Za-z_]/,
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7 };

/** undefined when the pattern is not RE2, or says something that has no meaning for single bytes. */
export function parsePattern(pattern: string, ignoreCase = false): Expression | undefined {
  try {
    const reader = new Reader(pattern);
    const parsed = reader.alternatives({ ignoreCase, dotAll: false });
    return reader.done() ? parsed : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Walks over the pattern once; stateful, so a class. */
class Reader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = Array.from(pattern);
  }

  done(): boolean {
    return this.#at >= this.#characters.length;
  }

  alternatives(flags: Flags): Expression {
    const branches: Expression[] = [];
    let items: Expression[] = [];
    let current = flags;
    while (!this.done() && this.#peek() !== ')') {
      if (this.#take('|')) {
        branches.push(sequence(items));
        items = [];
        continue;
      }
      const change = this.#flagChange(current);
      if (change === undefined) items.push(this.#repeated(current));
      else current = change;
    }
    return branches.length === 0 ? sequence(items) : choice([...branches, sequence(items)]);
  }

  /** `(?i)` and the like, which hold to the end of the group. */
  #flagChange(flags: Flags): Flags | undefined {
    const found = /^\(\?([is]*)(?:-([is]+))?\)/.exec(this.#ahead(12));
    if (found === null) return undefined;
    this.#at += found[0].length;
    return changed(flags, found[1] ?? '', found[2] ?? '');
  }

  #repeated(flags: Flags): Expression {
    let item = this.#atom(flags);
    for (;;) {
      const bounds = this.#bounds();
      if (bounds === undefined) return item;
      item = repeat(item, bounds[0], bounds[1], this.#take('?'));
      if (this.#peek() === '+') throw new Refused();
    }
  }

  #bounds(): readonly [number, number | undefined] | undefined {
    if (this.#take('*')) return [0, undefined];
    if (this.#take('+')) return [1, undefined];
    if (this.#take('?')) return [0, 1];
    const found = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(this.#ahead(12));
    if (found === null) return undefined;
    this.#at += found[0].length;
    const min = Number(found[1]);
    if (found[2] === undefined) return [min, min];
    return [min, found[3] === undefined ? undefined : Number(found[3])];
  }

  #atom(flags: Flags): Expression {
    const char = this.#next();
    switch (char) {
      case '(':
        return this.#group(flags);
      case '[':
        return this.#class(flags);
      case '.':
        return bytes(flags.dotAll ? anyByte : complement(oneByte(10)));
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        throw new Refused();
      default:
        return literal(char, flags);
    }
  }

  #group(flags: Flags): Expression {
    const named = /^\?P?<[A-Za-z_]\w*>/.exec(this.#ahead(80));
    const plain = /^\?([is]*)(?:-([is]+))?:/.exec(this.#ahead(12));
    if (named === null && plain === null && this.#peek() === '?') throw new Refused();
    this.#at += (named ?? plain)?.[0].length ?? 0;
    const inner = this.alternatives(plain === null ? flags : changed(flags, plain[1] ?? '', plain[2] ?? ''));
    if (!this.#take(')')) throw new Refused();
    return plain === null ? { kind: 'capture', item: inner } : inner;
  }

  #escape(flags: Flags): Expression {
    const char = this.#next();
    const shorthand = shorthands[char];
    if (shorthand !== undefined) return bytes(shorthand);
    if (char === 'A') return { kind: 'start' };
    if (char === 'z') return { kind: 'end' };
    if (char === 'Q') {
      const rest = this.#characters.slice(this.#at).join('');
      const end = rest.indexOf('\\E');
      const quoted = end < 0 ? rest : rest.slice(0, end);
      this.#at += Array.from(quoted).length + (end < 0 ? 0 : 2);
      return sequence(Array.from(quoted).map((one) => literal(one, flags)));
    }
    return literal(this.#character(char), flags);
  }

  /** The character that an escape stands for. */
  #character(char: string): string {
    const control = controls[char];
    if (control !== undefined) return String.fromCharCode(control);
    if (char === 'x') {
      const found = /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(this.#ahead(8));
      if (found === null) throw new Refused();
      this.#at += found[0].length;
      return String.fromCodePoint(Number.parseInt(found[1] ?? found[2] ?? '0', 16));
    }
    if (/[0-9A-Za-z]/.test(char)) throw new Refused();
    return char;
  }

  #class(flags: Flags): Expression {
    const negated = this.#take('^');
    const sets: ByteSet[] = [];
    const wide: string[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const low = this.#classItem();
      if (typeof low !== 'string') {
        sets.push(low);
        continue;
      }
      const ranged = this.#peek() === '-' && this.#characters[this.#at + 1] !== ']';
      if (ranged) this.#at++;
      const high = ranged ? this.#classItem() : low;
      if (typeof high !== 'string') throw new Refused();
      const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
      if (to < from || (ranged && to > 127)) throw new Refused();
      if (from > 127) wide.push(low);
      else sets.push(byteRange(from, to));
    }
    this.#at++;
    if (negated && wide.length > 0) throw new Refused();
    const set = flags.ignoreCase ? ignoringCase(union(sets)) : union(sets);
    const narrow = bytes(negated ? complement(set) : set);
    return wide.length === 0 ? narrow : choice([narrow, ...wide.map(text)]);
  }

  #classItem(): ByteSet | string {
    const named = /^\[:(\^?)([a-z]+):\]/.exec(this.#ahead(14));
    if (named !== null) {
      this.#at += named[0].length;
      const test = posix[named[2] ?? ''];
      if (test === undefined) throw new Refused();
      const set = bytesWhere((byte) => byte < 128 && test.test(String.fromCharCode(byte)));
      return named[1] === '^' ? complement(set) : set;
    }
    const char = this.#next();
    if (char !== '\\') return char;
    const escaped = this.#next();
    return shorthands[escaped] ?? this.#character(escaped);
  }

  #ahead(length: number): string {
    return this.#characters.slice(this.#at, this.#at + length).join('');
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    const char = this.#peek();
    if (char === undefined) throw new Refused();
    this.#at++;
    return char;
  }
}

const changed = (flags: Flags, on: string, off: string): Flags => ({
  ignoreCase: (flags.ignoreCase || on.includes('i')) && !off.includes('i'),
  dotAll: (flags.dotAll || on.includes('s')) && !off.includes('s'),
});

const literal = (char: string, flags: Flags): Expression =>
  sequence(
    bytesOf(char).map((byte) => bytes(flags.ignoreCase && byte < 128 ? ignoringCase(oneByte(byte)) : oneByte(byte))),
  );

/** Comparison of written whole numbers by regular expressions: RE2 has no arithmetic, but digits have an order. */

/** A number system: its digits in order and a class for a range of them. */
export interface Digits {
  readonly any: string;
  /** A class for the digits from one value to another, both included; undefined when the range is empty. */
  range(from: number, to: number): string | undefined;
  readonly base: number;
}

export const decimal: Digits = {
  base: 10,
  any: '[0-9]',
  range: (from, to) => (from > to ? undefined : `[${from}-${to}]`),
};

export const hexadecimal: Digits = {
  base: 16,
  any: '[0-9a-fA-F]',
  range: (from, to) => {
    if (from > to) return undefined;
    const letters = (code: number): string =>
      to < 10 ? '' : `${String.fromCharCode(code + Math.max(from, 10) - 10)}-${String.fromCharCode(code + to - 10)}`;
    return `[${from < 10 ? `${from}-${Math.min(to, 9)}` : ''}${letters(0x61)}${letters(0x41)}]`;
  },
};

const valueOf = (digit: string): number => Number.parseInt(digit, 16);
const same = (text: string, digits: Digits): string =>
  Array.from(text)
    .map((digit) => digits.range(valueOf(digit), valueOf(digit)) ?? '')
    .join('');

/** Whole numbers that are greater than the one written (without leading zeros). */
export function above(whole: string, digits: Digits): string {
  const longer = `${digits.range(1, digits.base - 1) ?? ''}${digits.any}{${whole.length},}`;
  return `0*(?:${[longer, ...fromHere(whole, digits, (value) => digits.range(value + 1, digits.base - 1))].join('|')})`;
}

/** Whole numbers that are less than the one written; undefined when it is zero. */
export function below(whole: string, digits: Digits): string | undefined {
  const shorter = whole.length > 1 ? [`${digits.any}{1,${whole.length - 1}}`] : [];
  const parts = [...shorter, ...fromHere(whole, digits, (value) => digits.range(0, value - 1))];
  return parts.length === 0 ? undefined : `0*(?:${parts.join('|')})`;
}

export const equal = (whole: string, digits: Digits): string => (whole === '0' ? '0+' : `0*${same(whole, digits)}`);

/** Numbers of the same length that agree up to one place and differ there in the wanted direction. */
function fromHere(whole: string, digits: Digits, differs: (value: number) => string | undefined): readonly string[] {
  return Array.from(whole).flatMap((digit, index) => {
    const range = differs(valueOf(digit));
    const rest = whole.length - index - 1;
    return range === undefined
      ? []
      : [`${same(whole.slice(0, index), digits)}${range}${rest === 0 ? '' : `${digits.any}{${rest}}`}`];
  });
}

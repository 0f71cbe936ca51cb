/**
 * Comparison of a written number with a constant, as a regular expression over decimal text (sign, fraction) and
 * hexadecimal text. Exponents (`1e3`) are beyond regular expressions: see {@link exponent}.
 */
import { above, below, decimal, equal, hexadecimal } from './digits.ts';

export type Comparison = '==' | '<' | '<=' | '>' | '>=';

const blanks = '[ \\t-\\r]*';
const anyMagnitude = '(?:[0-9]+\\.?[0-9]*|\\.[0-9]+|0[xX][0-9a-fA-F]+)';

/** RE2 for numbers that are written with an exponent, whose comparison this file does not decide. */
export const exponent = '^[ \\t-\\r]*[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)[eE][+-]?[0-9]+[ \\t-\\r]*$';

/** RE2 for the whole text. */
export function comparison(is: Comparison, than: number): string {
  const size = Math.abs(than);
  const sign = { positive: '\\+?', negative: '-' };
  // Mirrored at zero, so that one set of magnitudes does for both signs.
  const [near, far, direction] =
    than >= 0 ? [sign.positive, sign.negative, is] : [sign.negative, sign.positive, mirror(is)];
  const parts: string[] = [];
  const nearby = magnitude(direction, size);
  if (nearby !== undefined) parts.push(near + nearby);
  if (direction === '<' || direction === '<=')
    parts.push(far + (size === 0 ? otherSideOfZero(direction) : anyMagnitude));
  else if (size === 0 && direction !== '>') parts.push(far + (magnitude('==', 0) ?? ''));
  return `${blanks}(?:${parts.join('|')})${blanks}`;
}

const otherSideOfZero = (is: '<' | '<='): string => (is === '<=' ? anyMagnitude : (magnitude('>', 0) ?? ''));

const mirror = (is: Comparison): Comparison =>
  (({ '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }) as const)[is];

/** Unsigned numbers that stand in the relation to a constant that is not negative; undefined when none does. */
function magnitude(is: Comparison, than: number): string | undefined {
  const written = expand(than);
  const hex = hexadecimalMagnitude(is, than);
  const parts = [
    ...(is === '==' || is === '<=' || is === '>=' ? [equalTo(written)] : []),
    ...(is === '>' || is === '>=' ? [greaterThan(written)] : []),
    ...(is === '<' || is === '<=' ? lessThan(written) : []),
    ...(hex === undefined ? [] : [`0[xX](?:${hex})`]),
  ];
  return parts.length === 0 ? undefined : `(?:${parts.join('|')})`;
}

interface Written {
  readonly whole: string;
  readonly fraction: string;
}

/** Decimal digits without exponent. */
function expand(than: number): Written {
  const [mantissa = '0', power = '0'] = than.toString().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = Number(power);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  return {
    whole: padded.slice(0, at).replace(/^0+(?=.)/, ''),
    fraction: padded.slice(at).replace(/0+$/, ''),
  };
}

function equalTo({ whole, fraction }: Written): string {
  if (fraction !== '') return `${beforePoint(whole)}\\.${fraction}0*`;
  const plain = `${equal(whole, decimal)}(?:\\.0*)?`;
  return whole === '0' ? `(?:${plain}|\\.0+)` : plain;
}

/** The whole part where a fraction follows: `.5` has none. */
const beforePoint = (whole: string): string => (whole === '0' ? '0*' : equal(whole, decimal));

function greaterThan({ whole, fraction }: Written): string {
  const steps = Array.from(fraction).flatMap((digit, index) => {
    const range = decimal.range(Number(digit) + 1, 9);
    return range === undefined ? [] : [`${fraction.slice(0, index)}${range}[0-9]*`];
  });
  const longer = `${fraction}[0-9]*[1-9][0-9]*`;
  return `(?:${above(whole, decimal)}(?:\\.[0-9]*)?|${beforePoint(whole)}\\.(?:${[...steps, longer].join('|')}))`;
}

function lessThan({ whole, fraction }: Written): readonly string[] {
  const smaller = below(whole, decimal);
  const parts = smaller === undefined ? [] : [`${smaller}(?:\\.[0-9]*)?`, '\\.[0-9]+'];
  if (fraction === '') return parts.length === 0 ? [] : [`(?:${parts.join('|')})`];
  const steps = Array.from(fraction).map((digit, index) => {
    const range = decimal.range(0, Number(digit) - 1);
    const head = fraction.slice(0, index);
    return range === undefined ? head : `${head}(?:${range}[0-9]*)?`;
  });
  const fractions = steps.filter((step) => step !== '').join('|');
  const begins =
    whole === '0'
      ? [`0+(?:\\.(?:${fractions})?)?`, ...dotOnly(fraction)]
      : [`${equal(whole, decimal)}(?:\\.(?:${fractions})?)?`];
  return [`(?:${[...parts, ...begins].join('|')})`];
}

/** `.3` is less than 0.5: a fraction below the constant with nothing before the point. */
function dotOnly(fraction: string): readonly string[] {
  const steps = Array.from(fraction).flatMap((digit, index) => {
    const head = fraction.slice(0, index);
    const range = decimal.range(0, Number(digit) - 1);
    return [...(head === '' ? [] : [head]), ...(range === undefined ? [] : [`${head}${range}[0-9]*`])];
  });
  return steps.length === 0 ? [] : [`\\.(?:${steps.join('|')})`];
}

/** Hexadecimal numbers are whole: the constant moves to the next whole number in the wanted direction. */
function hexadecimalMagnitude(is: Comparison, than: number): string | undefined {
  const whole = Number.isInteger(than);
  const low = Math.floor(than).toString(16);
  const high = Math.ceil(than).toString(16);
  if (is === '==') return whole ? equal(low, hexadecimal) : undefined;
  if (is === '>') return above(low, hexadecimal);
  if (is === '<') return below(high, hexadecimal);
  if (is === '>=') return whole ? `${above(low, hexadecimal)}|${equal(low, hexadecimal)}` : above(low, hexadecimal);
  const less = below(high, hexadecimal);
  if (!whole) return less;
  return less === undefined ? equal(low, hexadecimal) : `${less}|${equal(low, hexadecimal)}`;
}

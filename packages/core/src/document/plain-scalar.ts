/** Types of plain YAML scalars by the core schema of YAML 1.2.2, section 10.3.2. */

const words = new Map<string, boolean | null>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const special = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;

function specialNumber(text: string): number {
  if (/nan/i.test(text)) return NaN;
  return text.startsWith('-') ? -Infinity : Infinity;
}

/** Whether a first character can begin something that is not text; most scalars are text. */
const mayBeTyped = (code: number): boolean =>
  (code >= 48 && code <= 57) || // digits
  code === 43 ||
  code === 45 ||
  code === 46 || // + - .
  code === 126 || // ~
  ((code | 32) >= 102 && ((code | 32) === 102 || (code | 32) === 110 || (code | 32) === 116)); // f n t

/** Nobody writes longer numbers, and expressions run out of stack on millions of digits. */
const longest = 1000;

/** The value that a plain scalar stands for. */
export function plainValue(text: string): string | number | boolean | null {
  if (text !== '' && (!mayBeTyped(text.charCodeAt(0)) || text.length > longest)) return text;
  const word = words.get(text);
  if (word !== undefined) return word;
  if (decimal.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) return Number(text);
  return special.test(text) ? specialNumber(text) : text;
}

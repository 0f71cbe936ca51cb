/** Lua's `tostring` of a number: at most 14 significant digits, integers without a fraction. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e14) return Object.is(value, -0) ? '-0' : String(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -5 && exponent < 14) return String(Number(value.toPrecision(14)));
  const [mantissa = '', power = ''] = value.toExponential(13).split('e');
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return `${digits}e${power.charAt(0)}${power.slice(1).padStart(2, '0')}`;
}

const decimal = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;
const hexadecimal = /^0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/;

/**
 * LuaJIT's `tonumber`: blanks around, a sign, decimal with exponent, hexadecimal with fraction and binary exponent,
 * `0b` binary, `inf`, `infinity` and `nan`; undefined for anything else (lj_strscan.c).
 */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const trimmed = value.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '').toLowerCase();
  const negative = trimmed.startsWith('-');
  const size = unsigned(negative || trimmed.startsWith('+') ? trimmed.slice(1) : trimmed);
  return size === undefined || !negative ? size : -size;
}

function unsigned(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  if (/^0b[01]+$/.test(text)) return Number.parseInt(text.slice(2), 2);
  const hex = hexadecimal.exec(text);
  if (hex !== null) {
    const [, whole = '', fraction = '', power = '0'] = hex;
    if (whole === '' && fraction === '') return undefined;
    let size = 0;
    for (const digit of whole + fraction) size = size * 16 + Number.parseInt(digit, 16);
    return size * 2 ** (Number(power) - 4 * fraction.length);
  }
  if (text === 'inf' || text === 'infinity') return Number.POSITIVE_INFINITY;
  return text === 'nan' ? Number.NaN : undefined;
}

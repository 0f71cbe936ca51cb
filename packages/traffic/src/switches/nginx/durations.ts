/** An expression for times in seconds with three decimals, as nginx writes them, that are at most so many milliseconds. Pure. */
export function atMost(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const whole = Array.from({ length: seconds }, (_, second) => second);
  const exactly = `${seconds}\\.(?:${upTo(String(milliseconds % 1000).padStart(3, '0')).join('|')})`;
  return whole.length === 0 ? exactly : `(?:(?:${whole.join('|')})\\.\\d{3}|${exactly})`;
}

/** Texts of so many digits that are not above this one. */
function upTo(number: string): readonly string[] {
  const below = number
    .split('')
    .flatMap((digit, at) =>
      digit === '0' ? [] : [`${number.slice(0, at)}[0-${Number(digit) - 1}]\\d{${number.length - at - 1}}`],
    );
  return [...below, number];
}

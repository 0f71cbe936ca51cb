/**
 * Cookies as lua-resty-cookie reads them: names keep their case, a value ends at `;`, a blank or a tab, and of two with
 * one name the later counts.
 */
export function cookies(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let index = 0;
  while (index < header.length) {
    while (header[index] === ' ' || header[index] === '\t') index++;
    const equals = header.indexOf('=', index);
    if (equals < 0) break;
    let end = equals + 1;
    while (end < header.length && header[end] !== ';' && header[end] !== ' ' && header[end] !== '\t') end++;
    found.set(header.slice(index, equals), header.slice(equals + 1, end));
    index = end + 1;
  }
  return found;
}

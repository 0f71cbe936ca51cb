/** Lua's `tonumber` of a text: decimal or hexadecimal, blanks around it allowed; undefined when it is no number. */
export function luaNumber(text: string): number | undefined {
  const bare = text.trim();
  if (/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(bare)) return Number(bare);
  const hexadecimal = /^([-+]?)(0[xX][0-9a-fA-F]+)$/.exec(bare);
  if (hexadecimal === null) return undefined;
  const value = Number(hexadecimal[2]);
  return hexadecimal[1] === '-' ? -value : value;
}

/** A token of JSON text with its offset; `wrong` says why it is none. */
interface Token {
  readonly kind: string;
  readonly at: number;
  readonly wrong?: string;
}

const single: Readonly<Record<string, string>> = {
  '{': 'T_OBJ_BEGIN',
  '}': 'T_OBJ_END',
  '[': 'T_ARR_BEGIN',
  ']': 'T_ARR_END',
  ':': 'T_COLON',
  ',': 'T_COMMA',
};

/** What cjson says about a text that is no JSON; undefined when it is. Clients see this sentence. */
export function jsonError(text: string): string | undefined {
  const tokens = scan(text);
  let next = 0;
  const take = (): Token => tokens[next++] ?? { kind: 'T_END', at: text.length };
  const complain = (expected: string, token: Token): string =>
    `Expected ${expected} but found ${token.wrong ?? token.kind} at character ${token.at + 1}`;

  function value(token: Token): string | undefined {
    if (token.kind === 'T_OBJ_BEGIN') return object();
    if (token.kind === 'T_ARR_BEGIN') return list();
    return ['T_STRING', 'T_NUMBER', 'T_BOOLEAN', 'T_NULL'].includes(token.kind) ? undefined : complain('value', token);
  }

  function object(): string | undefined {
    let token = take();
    if (token.kind === 'T_OBJ_END') return undefined;
    for (;;) {
      if (token.kind !== 'T_STRING') return complain('object key string', token);
      token = take();
      if (token.kind !== 'T_COLON') return complain('colon', token);
      const failed = value(take());
      if (failed !== undefined) return failed;
      token = take();
      if (token.kind === 'T_OBJ_END') return undefined;
      if (token.kind !== 'T_COMMA') return complain('comma or object end', token);
      token = take();
    }
  }

  function list(): string | undefined {
    let token = take();
    if (token.kind === 'T_ARR_END') return undefined;
    for (;;) {
      const failed = value(token);
      if (failed !== undefined) return failed;
      token = take();
      if (token.kind === 'T_ARR_END') return undefined;
      if (token.kind !== 'T_COMMA') return complain('comma or array end', token);
      token = take();
    }
  }

  const failed = value(take());
  if (failed !== undefined) return failed;
  const end = take();
  return end.kind === 'T_END' ? undefined : complain('the end', end);
}

const words = /"(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    const kind = single[char];
    if (/[ \t\r\n]/.test(char)) at++;
    else if (kind !== undefined) tokens.push({ kind, at: at++ });
    else {
      words.lastIndex = at;
      const word = words.exec(text)?.[0];
      if (word === undefined) {
        const wrong = char === '"' ? 'unexpected end of string' : char === '-' ? 'invalid number' : 'invalid token';
        return [...tokens, { kind: 'T_ERROR', at, wrong }];
      }
      tokens.push({ kind: kindOf(word), at });
      at += word.length;
    }
  }
  return tokens;
}

function kindOf(word: string): string {
  if (word.startsWith('"')) return 'T_STRING';
  if (word === 'null') return 'T_NULL';
  return word === 'true' || word === 'false' ? 'T_BOOLEAN' : 'T_NUMBER';
}

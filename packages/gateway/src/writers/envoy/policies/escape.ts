/**
 * APISIX escapes a path that a plugin has set: every byte but unreserved characters, the slash and a few separators
 * (`core.utils.uri_safe_encode`; observed: proxy-rewrite-uri vectors).
 */
export const escapePath = (path: string): string =>
  [...new TextEncoder().encode(path)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      const safe = byte < 128 && /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/.test(char);
      return safe ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

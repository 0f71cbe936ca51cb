const hex = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/**
 * `core.utils.uri_safe_encode` (ngx_escape_uri, type 0): blanks, controls, bytes beyond ASCII, and what no path should
 * hold: `" # % < > ? \\ ^ \` { | }`.
 */
export const escapeUri = (uri: string): string => uri.replace(/[^!-~]|["#%<>?\\^`{|}]/g, hex);

/** Control characters only (`core.utils.escape_uri_control_chars`). */
export const escapeControls = (uri: string): string => uri.replace(/[^ -~\x80-\xff]/g, hex);

/** `ngx.escape_uri`: everything but unreserved characters. */
export const escapeComponent = (text: string): string => text.replace(/[^A-Za-z0-9\-._~!'()*]/g, hex);

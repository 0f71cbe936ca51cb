/** One header line; `lower` is the name for comparing. */
export interface Header {
  readonly name: string;
  readonly lower: string;
  readonly value: string;
}

/** Request headers in the order in which they were sent; changed in place by plugins. */
export type Headers = Header[];

export const headerOf = (name: string, value: string): Header => ({ name, lower: name.toLowerCase(), value });

/** The first value, as `core.request.header` gives it. */
export function firstHeader(headers: Headers, lower: string): string | undefined {
  for (const header of headers) if (header.lower === lower) return header.value;
  return undefined;
}

/** Replaces all headers of the name; undefined removes them (`ngx.req.set_header`). */
export function setHeader(headers: Headers, name: string, value: string | undefined): void {
  const lower = name.toLowerCase();
  let write = 0;
  let placed = value === undefined;
  for (const header of headers) {
    if (header.lower !== lower) headers[write++] = header;
    else if (!placed && value !== undefined) {
      headers[write++] = { name, lower, value };
      placed = true;
    }
  }
  headers.length = write;
  if (!placed && value !== undefined) headers.push({ name, lower, value });
}

/**
 * A header as the variable `http_<name>` shows it: `-` and `_` are the same, repeated headers are joined by ", "
 * (cookies by "; ").
 */
export function headerVariable(headers: Headers, name: string): string | undefined {
  let joined: string | undefined;
  for (const header of headers) {
    if (header.lower !== name && (header.lower.length !== name.length || header.lower.replaceAll('-', '_') !== name))
      continue;
    joined = joined === undefined ? header.value : `${joined}${name === 'cookie' ? '; ' : ', '}${header.value}`;
  }
  return joined;
}

/**
 * Headers that Envoy keeps once: another value is put behind the first one with a comma (source/common/http/headers.h,
 * `INLINE_*_HEADERS`, and the registered custom ones); `cookie` with `; `.
 */
const once = new Set([
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'etag',
  'expect',
  'grpc-accept-encoding',
  'grpc-message',
  'grpc-status',
  'grpc-timeout',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'origin',
  'pragma',
  'proxy-connection',
  'range',
  'referer',
  'te',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
  'x-envoy-original-path',
  'x-forwarded-client-cert',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-request-id',
]);

/** Headers in their order, names in lower case; pseudo headers (`:path`) are headers like others. */
export class Headers {
  readonly names: string[] = [];
  readonly values: string[] = [];

  /** All values of the name, joined by commas. */
  get(name: string): string | undefined {
    const { names, values } = this;
    const first = names.indexOf(name);
    if (first < 0) return undefined;
    let joined = values[first];
    for (let at = names.indexOf(name, first + 1); at >= 0; at = names.indexOf(name, at + 1)) joined += `,${values[at]}`;
    return joined;
  }

  first(name: string): string | undefined {
    const at = this.names.indexOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  all(name: string): string[] {
    return this.values.filter((_, at) => this.names[at] === name);
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  add(name: string, value: string): void {
    if (once.has(name)) {
      const at = this.names.indexOf(name);
      if (at >= 0) {
        const before = this.values[at] ?? '';
        this.values[at] = before === '' ? value : value === '' ? before : `${before},${value}`;
        return;
      }
    }
    this.names.push(name);
    this.values.push(value);
  }

  /** One value in place of all; the first one keeps its place. */
  set(name: string, value: string): void {
    const at = this.names.indexOf(name);
    if (at < 0) {
      this.names.push(name);
      this.values.push(value);
      return;
    }
    this.values[at] = value;
    for (let more = this.names.indexOf(name, at + 1); more >= 0; more = this.names.indexOf(name, more)) this.drop(more);
  }

  remove(name: string): void {
    for (let at = this.names.indexOf(name); at >= 0; at = this.names.indexOf(name, at)) this.drop(at);
  }

  removeWhere(holds: (name: string) => boolean): void {
    for (let at = this.names.length - 1; at >= 0; at--) if (holds(this.names[at] ?? '')) this.drop(at);
  }

  private drop(at: number): void {
    this.names.splice(at, 1);
    this.values.splice(at, 1);
  }
}

/** Told by the type of the body. */
export const isGrpc = (headers: Headers): boolean =>
  /^application\/grpc(?:$|[+;])/.test(headers.first('content-type') ?? '');

/**
 * One HTTP request as a gateway sees it on the wire. The neutral form that conditions, evaluators and witnesses share;
 * the field names follow the vectors (docs/reference/vectors.md).
 */
export interface GatewayRequest {
  readonly method: string;
  /** Request target as sent: raw path and query, e.g. `/a%20b?x=1`. */
  readonly path: string;
  /** Host header as sent, with port if there was one; null when none was sent (HTTP/1.0). */
  readonly host: string | null;
  /** Header names in any case; a list is a repeated header. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Address of the peer; 127.0.0.1 unless told otherwise. */
  readonly client_ip?: string;
  /** Port of the peer, where it is known. */
  readonly client_port?: number;
  readonly scheme?: 'http' | 'https';
  readonly http_version?: '1.0' | '1.1' | '2';
  /** Port the request arrived at. */
  readonly port?: number;
  /** TLS server name, when the request came over TLS. */
  readonly sni?: string;
  /** PEM of the certificate that the client shows for itself. */
  readonly client_certificate?: string;
}

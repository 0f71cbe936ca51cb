/** What a node does with a request. */
export type BackendAnswer = BackendResponse | { readonly failed: 'refused' | 'closed' | 'timeout' };

export interface BackendResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** What the gateway sends to a node. */
export interface BackendRequest {
  /** `host:port`; the port that the scheme implies where none is configured. */
  readonly node: string;
  readonly scheme: string;
  readonly method: string;
  /** Whether the request arrives as an upgrade (Upgrade header and `Connection: upgrade`). */
  readonly upgrade: string | undefined;
}

/** Answers for the nodes of the configuration; `node` is the name as configured. */
export type Backend = (node: string, request: BackendRequest) => BackendAnswer;

/** The body of the plain echo, which answers leave out. */
export const echoBody = '{"ok":1}';

/** A backend that answers every request without a header. */
export const bareEcho: Backend = () => ({ status: 200, headers: {}, body: echoBody });

/** A backend that answers every request, and switches protocols when asked to. */
export const echo: Backend = (node, request) =>
  request.upgrade === undefined
    ? bareEcho(node, request)
    : { status: 101, headers: { upgrade: request.upgrade }, body: '' };

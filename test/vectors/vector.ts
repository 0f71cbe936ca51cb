/** The shapes of a vectors file (docs/reference/vectors.md). Field names are those of the files. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Json, SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';

/** One request of a gateway vector: what is sent, and how often. */
export interface VectorRequest extends GatewayRequest {
  readonly pause_before_ms?: number;
  readonly concurrent?: number;
  readonly stagger_ms?: number;
  readonly repeat?: number;
  readonly tls?: {
    readonly sni?: string;
    readonly client_cert?: 'alice' | 'mallory';
    readonly max?: string;
    readonly show_protocol?: boolean;
  };
}

/** What a rule of a node answers; without status, headers and body it is the usual echo. */
export interface NodeAnswer {
  readonly kind?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly body_repeat?: number;
  readonly delay_ms?: number;
}

interface NodeRule extends NodeAnswer {
  readonly if?: {
    readonly method?: string;
    readonly path?: string;
    readonly body?: string;
    readonly header?: Readonly<Record<string, string>>;
  };
}

export interface NodeBehaviour extends NodeAnswer {
  readonly rules?: readonly NodeRule[];
  readonly probe_path?: string;
  readonly probe_status?: number;
  readonly grpc_status?: number;
  readonly grpc_message?: string;
}

/** One line of a file, both formats brought to one shape. */
export interface VectorCase {
  /** The line as it stands in the file. */
  readonly line: object;
  readonly id: string;
  readonly family: string;
  /** Set in the routing format: the answers name the route alone. */
  readonly routing: boolean;
  readonly router: 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';
  /** Lists of objects by section, as they stand in a standalone file; undefined when `yaml` is the file. */
  readonly config: Readonly<Record<string, readonly Json[]>> | undefined;
  readonly yaml: string | undefined;
  readonly profile: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly backends: Readonly<Record<string, NodeBehaviour>>;
  readonly aux: readonly string[];
  /** The gateway did not take the configuration; there are no requests. */
  readonly refused?: { readonly status: number; readonly error: string };
  readonly requests: readonly VectorRequest[];
  readonly answers: readonly SeenAnswer[];
}

/**
 * An access log that writes no lines but counts what Envoy's own statistics cannot tell: answers that broke off, and gRPC
 * calls that failed behind a status 200. Extension `envoy.access_loggers.stats`.
 */
import { type Json, typed } from './json.ts';

/** Prefix of the counters: `banyan_outcome.cut.of.<value>` and `banyan_outcome.grpc.of.<value>.flags.<flags>`. */
export const outcomePrefix = 'banyan_outcome';

/** Statuses of gRPC that mean what a 5xx means; the others are the caller's doing. */
const grpcFailures = ['UNKNOWN', 'DEADLINE_EXCEEDED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'];

const status = (op: string, value: number): Json => ({
  status_code_filter: { comparison: { op, value: { default_value: value, runtime_key: 'banyan.unused' } } },
});

/** `of` is a format such as `%UPSTREAM_CLUSTER%`: what the counters are told apart by. */
export function outcomeLog(of: string): Json[] {
  return [
    logger(
      'cut',
      [{ name: 'of', value_format: of }],
      [
        // Upstream ended, reset or broke the protocol after an answer had begun; upgraded connections end like that.
        { response_flag_filter: { flags: ['UC', 'UR', 'UPE'] } },
        status('LE', 499),
        status('GE', 200),
      ],
    ),
    logger(
      'grpc',
      [
        { name: 'of', value_format: of },
        // Failures of Envoy's own making carry a flag, and its statistics count them already.
        { name: 'flags', value_format: '%RESPONSE_FLAGS%' },
      ],
      [
        { header_filter: { header: { name: 'content-type', string_match: { prefix: 'application/grpc' } } } },
        { grpc_status_filter: { statuses: grpcFailures } },
        status('LE', 499),
      ],
    ),
  ];
}

const logger = (name: string, tags: readonly Json[], filters: readonly Json[]): Json => ({
  name: 'envoy.access_loggers.stats',
  filter: { and_filter: { filters } },
  typed_config: typed('envoy.extensions.access_loggers.stats.v3.Config', {
    stats_scope: { prefix: outcomePrefix },
    counters: [{ stat: { name, tags }, value_fixed: 1 }],
  }),
});

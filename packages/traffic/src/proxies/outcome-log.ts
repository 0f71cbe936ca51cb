/**
 * Access logs that write no lines but count what Envoy's own statistics cannot tell: answers that broke off, gRPC calls
 * that failed behind a status 200, and requests by route whoever answered them. Extension `envoy.access_loggers.stats`.
 */
import { type Json, typed } from './json.ts';

/** All counters begin so, e.g. `banyan_outcome.cut.of.<what>`. */
export const outcomePrefix = 'banyan_outcome';

/** Statuses of gRPC that mean what a 5xx means; the others are the caller's doing. */
const grpcFailures = ['UNKNOWN', 'DEADLINE_EXCEEDED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'];

const status = (op: string, value: number): Json => ({
  status_code_filter: { comparison: { op, value: { default_value: value, runtime_key: 'banyan.unused' } } },
});
const all = (...filters: readonly Json[]): Json => ({ and_filter: { filters } });
const answered = all(status('GE', 200), status('LE', 499));
const atEnd: Json = { log_type_filter: { types: ['DownstreamEnd'] } };
const upgraded: Json = { log_type_filter: { types: ['DownstreamTunnelSuccessfullyEstablished'] } };

/** Upstream ended, reset or broke the protocol after an answer had begun. Upgraded connections (101) all end like that. */
const wasCut: Json = all(atEnd, answered, { response_flag_filter: { flags: ['UC', 'UR', 'UPE'] } });

const grpcFailed: Json = all(
  atEnd,
  answered,
  { header_filter: { header: { name: 'content-type', string_match: { prefix: 'application/grpc' } } } },
  { grpc_status_filter: { statuses: grpcFailures } },
);

interface Tag {
  readonly [key: string]: string;
  readonly name: string;
  readonly value_format: string;
}
/** Failures of Envoy's own making carry a flag; those of the upstream have `-`. */
const flags: Tag = { name: 'flags', value_format: '%RESPONSE_FLAGS%' };

const logger = (filter: Json, what: { readonly [key: string]: Json }): Json => ({
  name: 'envoy.access_loggers.stats',
  filter,
  typed_config: typed('envoy.extensions.access_loggers.stats.v3.Config', {
    stats_scope: { prefix: outcomePrefix },
    ...what,
  }),
});

const count = (name: string, tags: readonly Tag[]): { readonly [key: string]: Json } => ({
  counters: [{ stat: { name, tags }, value_fixed: 1 }],
});

/** For the edge, beside the statistics of its clusters: `cut.of.<cluster>`, `grpc.of.<cluster>.flags.<flags>`. */
export const edgeLog: readonly Json[] = (() => {
  const of: Tag = { name: 'of', value_format: '%UPSTREAM_CLUSTER%' };
  return [logger(wasCut, count('cut', [of])), logger(grpcFailed, count('grpc', [of, flags]))];
})();

/**
 * For a gateway, by route, whether an upstream answered or the gateway itself: `requests.of.<route>.code.<status>`,
 * `cut.of.<route>`, `grpc.of.<route>`, and the histogram `rq_time.of.<route>` in milliseconds. Without a route the name is empty.
 */
export const gatewayLog: readonly Json[] = (() => {
  const of: Tag = { name: 'of', value_format: '%ROUTE_NAME%' };
  const code: Tag = { name: 'code', value_format: '%RESPONSE_CODE%' };
  const time = { stat: { name: 'rq_time', tags: [of] }, value_format: '%DURATION%', unit: 'Milliseconds' };
  return [
    logger(all(atEnd, status('GE', 200)), { ...count('requests', [of, code]), histograms: [time] }),
    logger(upgraded, count('requests', [of, code])),
    logger(wasCut, count('cut', [of])),
    logger(grpcFailed, count('grpc', [of])),
  ];
})();

/**
 * Health checks (`apisix/healthcheck_manager.lua`; observed: health-checks vectors). Active checks become Envoy's, passive
 * ones its outlier detection on the same statuses. When all nodes are down, all are used, as in APISIX. Differences: Envoy
 * asks from its start instead of from the first request on, and counts that first request too.
 */
import type { HealthChecks, Upstream } from '../../../model/upstream.ts';
import { headerOption, type JsonObject, literal, seconds } from '../config.ts';

/** The scheme of a question is the upstream's own. */
export function fitting({ checks, scheme }: Upstream): HealthChecks | undefined {
  if (checks === undefined) return undefined;
  const { type } = checks.active;
  return type === 'tcp' || (type === 'https') === (scheme === 'https' || scheme === 'grpcs') ? checks : undefined;
}

/** Members of the cluster. */
export function health(upstream: Upstream): JsonObject {
  const checks = fitting(upstream);
  const passive = checks?.passive && outliers(checks.passive, upstream.retries > 0);
  return {
    health_checks: checks && [active(checks.active)],
    outlier_detection: upstream.breaker === undefined ? passive : breaking(upstream.breaker),
  };
}

/** Only when no node is left all are used; never where that begins a pause. */
export const panic = { healthy_panic_threshold: { value: 1 } } as const;
export const noPanic = { healthy_panic_threshold: { value: 0 } } as const;

function active(check: HealthChecks['active']): JsonObject {
  return {
    timeout: seconds(check.timeout),
    interval: seconds(check.interval),
    unhealthy_interval: seconds(check.intervalDown),
    no_traffic_interval: seconds(check.interval),
    healthy_threshold: check.successes,
    unhealthy_threshold: check.failures,
    ...(check.type === 'tcp' ? { tcp_health_check: {} } : { http_health_check: question(check) }),
  };
}

function question(check: HealthChecks['active']): JsonObject {
  const bad = [...new Set(check.failing)].sort((a, b) => a - b);
  return {
    host: check.host,
    path: check.path,
    method: check.method === 'GET' ? undefined : check.method,
    request_headers_to_add:
      check.headers.length === 0 ? undefined : check.headers.map(([name, value]) => headerOption(name, literal(value))),
    expected_statuses: others(bad),
    // Without this one bad answer would do.
    retriable_statuses: bad.map((status) => ({ start: status, end: status + 1 })),
  };
}

/** Ranges of all statuses that are not in the sorted list. */
function others(sorted: readonly number[]): readonly JsonObject[] {
  const ranges: JsonObject[] = [];
  let start = 100;
  for (const status of sorted) {
    if (status > start) ranges.push({ start, end: status });
    start = Math.max(start, status + 1);
  }
  return start < 600 ? [...ranges, { start, end: 600 }] : ranges;
}

/** Longer than any migration: active checks bring a node back. */
const ejection = seconds(86_400);

/** Refused connections are only reported where another node is tried. */
function outliers(passive: NonNullable<HealthChecks['passive']>, retried: boolean): JsonObject {
  const refused = retried && passive.tcpFailures > 0;
  return {
    consecutive_5xx: passive.failures === 0 ? undefined : passive.failures,
    enforcing_consecutive_5xx: passive.failures === 0 ? 0 : undefined,
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: refused ? passive.tcpFailures : undefined,
    enforcing_consecutive_local_origin_failure: refused ? undefined : 0,
    enforcing_success_rate: 0,
    enforcing_local_origin_success_rate: 0,
    base_ejection_time: ejection,
    max_ejection_time: ejection,
    max_ejection_percent: 100,
    always_eject_one_host: true,
  };
}

/** A refused connection or a time-out is no answer, but the source sees a status all the same. */
function breaking({ failing, failures: times, first, longest }: NonNullable<Upstream['breaker']>): JsonObject {
  const unanswered = failing.includes(502) || failing.includes(504);
  return {
    consecutive_5xx: times,
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: unanswered ? times : undefined,
    enforcing_consecutive_local_origin_failure: unanswered ? undefined : 0,
    enforcing_success_rate: 0,
    enforcing_local_origin_success_rate: 0,
    interval: seconds(0.5),
    base_ejection_time: seconds(first),
    max_ejection_time: seconds(longest),
    max_ejection_percent: 100,
    always_eject_one_host: true,
  };
}

/** What counts as a failure of a node: a member of HttpProtocolOptions. */
export function failures(upstream: Upstream): JsonObject | undefined {
  const passive = upstream.breaker ?? fitting(upstream)?.passive;
  if (passive === undefined || passive.failing.length === 0) return undefined;
  const status = (code: number): JsonObject => ({
    http_response_headers_match: { headers: [{ name: ':status', string_match: { exact: String(code) } }] },
  });
  const rules = passive.failing.map(status);
  return { error_matcher: rules.length === 1 ? rules[0] : { or_match: { rules } } };
}

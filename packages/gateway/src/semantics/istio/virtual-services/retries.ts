import { type Data, flag, number, text } from '../../envoy/data.ts';
import { duration } from './answers.ts';

const usual = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';
const otherHosts = {
  name: 'envoy.retry_host_predicates.previous_hosts',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
  },
};

/**
 * `HTTPRetry`: without one, two more attempts when the connection fails; `attempts: 0` is none. `hashed`: a destination
 * that is chosen by a hash is asked again, not another one.
 */
export function retryPolicy(written: Data | undefined, hashed: boolean): Data {
  const attempts = written === undefined ? 2 : (number(written, 'attempts') ?? 0);
  if (attempts <= 0) return {};
  const { on, codes } = conditions(text(written ?? {}, 'retryOn') ?? '');
  const perTry = text(written ?? {}, 'perTryTimeout');
  const backoff = text(written ?? {}, 'backoff');
  const others = flag(written ?? {}, 'retryIgnorePreviousHosts') ?? !hashed;
  return {
    retry_policy: {
      retry_on: on,
      num_retries: attempts,
      ...(codes.length === 0 ? {} : { retriable_status_codes: codes }),
      ...(perTry === undefined ? {} : { per_try_timeout: duration(perTry) }),
      ...(backoff === undefined ? {} : { retry_back_off: { base_interval: duration(backoff) } }),
      ...(others ? { retry_host_predicate: [otherHosts] } : {}),
      host_selection_retry_max_attempts: '5',
    },
  };
}

/** Numbers among the conditions are statuses. */
function conditions(written: string): { readonly on: string; readonly codes: readonly number[] } {
  if (written === '') return { on: usual, codes: [] };
  const parts = written.split(',').map((part) => part.trim());
  const codes = parts.filter((part) => /^[1-5]\d\d$/.test(part)).map(Number);
  const words = parts.filter((part) => part !== '' && !/^[1-5]\d\d$/.test(part));
  const said = codes.length > 0 && !words.includes('retriable-status-codes') ? ['retriable-status-codes'] : [];
  return { on: [...words, ...said].join(','), codes };
}

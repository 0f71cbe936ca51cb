import type { Headers } from '../headers.ts';

const units: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** What a route says about time, in milliseconds; 0 is none. */
export interface TimeLimits {
  readonly timeout: number;
  /** The most that a client of gRPC may ask for; undefined: what it asks for is not heard. */
  readonly mostOfGrpc: number | undefined;
  /** Of one attempt. */
  readonly each: number;
}

/** Tells the node how long is waited for it, 0 being for ever (`FilterUtility::finalTimeout`, `setTimeoutHeaders`). */
export function tellTimeLimit(headers: Headers, { timeout, mostOfGrpc, each }: TimeLimits, adds: boolean): void {
  const grpc = mostOfGrpc !== undefined && /^application\/grpc(?:$|[+;])/.test(headers.first('content-type') ?? '');
  const whole = grpc ? capped(asked(headers), mostOfGrpc) : timeout;
  const expected = each > 0 ? capped(each, whole) : whole;
  if (expected <= 0) return;
  if (adds) headers.set('x-envoy-expected-rq-timeout-ms', String(expected));
  if (grpc) headers.set('grpc-timeout', `${expected}m`);
}

const capped = (limit: number, most: number): number => (most > 0 && (limit === 0 || limit > most) ? most : limit);

/** `grpc-timeout`: at most eight digits and a unit. */
function asked(headers: Headers): number {
  const [, amount, unit] = /^(\d{1,8})([HMSmun])$/.exec(headers.first('grpc-timeout') ?? '') ?? [];
  return Math.ceil(Number(amount ?? 0) * (units[unit ?? 'm'] ?? 0));
}

import { type Data, number, table, text } from '../../envoy/data.ts';
import { duration } from './answers.ts';

/** `Percent` of a fault or a mirror, in the millionths that Envoy counts. */
export const percentage = (percent: Data): Data => ({
  numerator: Math.trunc((number(percent, 'value') ?? 0) * 10_000),
  denominator: 'MILLION',
});

/** `HTTPFaultInjection`: a delay, an answer, or both, for a share of the requests. */
export function fault(written: Data): Data {
  const [delay, abort] = [table(written, 'delay'), table(written, 'abort')];
  const [fixed, status] = [text(delay ?? {}, 'fixedDelay'), number(abort ?? {}, 'httpStatus')];
  const grpc = text(abort ?? {}, 'grpcStatus');
  return {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
    ...(delay === undefined || fixed === undefined
      ? {}
      : { delay: { percentage: shareOf(delay), fixed_delay: duration(fixed) } }),
    ...(abort === undefined || (status === undefined && grpc === undefined)
      ? {}
      : {
          abort: {
            ...(table(abort, 'percentage') === undefined ? {} : { percentage: shareOf(abort) }),
            ...(grpc === undefined ? { http_status: status } : { grpc_status: grpc }),
          },
        }),
  };
}

function shareOf(written: Data): Data {
  const percent = table(written, 'percentage');
  if (percent !== undefined) return percentage(percent);
  return { numerator: number(written, 'percent') ?? 0, denominator: 'HUNDRED' };
}

import { type Data, flag, table, tableOrEmpty, tables, text } from '../data.ts';
import type { Headers } from '../headers.ts';
import { share } from '../routing/match.ts';
import type { LocalReply, Stream } from '../stream.ts';
import { stringMatch } from '../text/string-match.ts';
import type { FilterKind } from './filter.ts';

/** `envoy.filters.http.cors`: the policy of the route, else of the virtual host, else none. */
export const cors: FilterKind = {
  type: 'envoy.extensions.filters.http.cors.v3.Cors',
  create: () => (levels) => {
    const policy = levels.at(-1);
    if (policy === undefined || enabled(policy) <= 0) return undefined;
    const origins = tables(policy, 'allow_origin_string_match').map(stringMatch);
    const allows = (origin: string): boolean => origins.some((one) => one?.(origin) === true);
    const forwards = flag(policy, 'forward_not_matching_preflights') ?? true;
    const write = (response: Headers, name: string, value: string | undefined): void => {
      if (value !== undefined && value !== '') response.set(name, value);
    };
    const common = (response: Headers, origin: string): void => {
      response.set('access-control-allow-origin', origin);
      if (flag(policy, 'allow_credentials') === true) response.set('access-control-allow-credentials', 'true');
    };
    return {
      decode(stream): LocalReply | undefined {
        const { headers } = stream;
        const origin = headers.first('origin');
        if (origin === undefined || origin === '') return undefined;
        (stream.notes ??= new Map()).set(policy, true);
        const asked = headers.first('access-control-request-method') ?? '';
        const preflight = headers.first(':method') === 'OPTIONS' && asked !== '';
        if (!preflight) return undefined;
        if (!allows(origin)) return forwards ? undefined : { status: 200, body: '', details: 'cors_response' };
        return {
          status: 200,
          body: '',
          details: 'cors_response',
          headers(response) {
            common(response, origin);
            write(response, 'access-control-allow-methods', text(policy, 'allow_methods'));
            write(response, 'access-control-allow-headers', text(policy, 'allow_headers'));
            write(response, 'access-control-max-age', text(policy, 'max_age'));
          },
        };
      },
      encode(stream: Stream, response) {
        const origin = stream.headers.first('origin') ?? '';
        if (stream.notes?.has(policy) !== true || stream.details === 'cors_response' || !allows(origin)) return;
        common(response, origin);
        write(response, 'access-control-expose-headers', text(policy, 'expose_headers'));
      },
    };
  },
};

function enabled(policy: Data): number {
  const fraction = table(policy, 'filter_enabled');
  return fraction === undefined ? 1 : share(tableOrEmpty(fraction, 'default_value'));
}

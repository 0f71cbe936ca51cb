import { type Data, field, flag, isData, table, tableOrEmpty, tables, text, texts } from '../data.ts';
import { type Failure, type Provider, providerOf } from '../jwt/provider.ts';
import { originalUri } from '../routing/target.ts';
import { compileMatch, look } from '../routing/match.ts';
import type { LocalReply, Stream } from '../stream.ts';
import type { FilterKind } from './filter.ts';

/** What a request must bring: undefined when it does. */
type Requirement = (stream: Stream) => Failure | undefined;

/** `envoy.filters.http.jwt_authn`: the requirement of the route, else that of the first rule that matches. */
export const jwtAuthn: FilterKind = {
  type: 'envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication',
  create(config) {
    const written = tableOrEmpty(config, 'providers');
    const providers = new Map(
      Object.keys(written).map((name) => [name, providerOf(tableOrEmpty(written, name), name)]),
    );
    const map = tableOrEmpty(config, 'requirement_map');
    const named = new Map(Object.keys(map).map((name) => [name, requirementOf(tableOrEmpty(map, name), providers)]));
    const rules = tables(config, 'rules').map((rule) => {
      const name = text(rule, 'requirement_name');
      const own = table(rule, 'requires');
      const requirement = name === undefined ? own && requirementOf(own, providers) : named.get(name);
      return { match: compileMatch(tableOrEmpty(rule, 'match')), requirement };
    });
    const passesPreflight = flag(config, 'bypass_cors_preflight') === true;
    const byRule: Requirement = (stream) => {
      const looked = look(stream.headers.first(':path') ?? '');
      return rules.find(({ match }) => match.matches(stream, looked))?.requirement?.(stream);
    };
    return (levels) => {
      const level = levels.at(-1);
      if (level !== undefined && flag(level, 'disabled') === true) return undefined;
      const name = level === undefined ? undefined : text(level, 'requirement_name');
      const required = name === undefined ? byRule : named.get(name);
      if (level === undefined && rules.length === 0) return undefined;
      return {
        decode(stream) {
          if (passesPreflight && isPreflight(stream)) return undefined;
          if (required === undefined) {
            return { status: 403, body: `Wrong requirement_name: ${name ?? ''}`, details: 'jwt_authn_access_denied' };
          }
          const failed = required(stream);
          return failed === undefined ? undefined : denied(failed, stream);
        },
      };
    };
  },
};

const isPreflight = ({ headers }: Stream): boolean =>
  headers.first(':method') === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');

function denied({ reason, missing, forbidden }: Failure, { headers }: Stream): LocalReply {
  if (forbidden) return { status: 403, body: reason, details: 'jwt_authn_access_denied' };
  const challenge = `Bearer realm="${originalUri(headers)}"${missing ? '' : ', error="invalid_token"'}`;
  return {
    status: 401,
    body: reason,
    details: `jwt_authn_access_denied{${reason.replaceAll(' ', '_')}}`,
    headers: (response) => response.set('www-authenticate', challenge),
  };
}

function requirementOf(requirement: Data, providers: ReadonlyMap<string, Provider>): Requirement {
  const name = text(requirement, 'provider_name');
  if (name !== undefined) return ofProvider(providers.get(name));
  const both = table(requirement, 'provider_and_audiences');
  if (both !== undefined) return ofProvider(providers.get(text(both, 'provider_name') ?? ''), texts(both, 'audiences'));
  const any = table(requirement, 'requires_any');
  if (any !== undefined) return anyOf(any, providers);
  const all = table(requirement, 'requires_all');
  if (all !== undefined) {
    const parts = tables(all, 'requirements').map((one) => requirementOf(one, providers));
    return (stream) => {
      for (const part of parts) {
        const failed = part(stream);
        if (failed !== undefined) return failed;
      }
      return undefined;
    };
  }
  // Where a token is neither needed nor named, those of all providers may come.
  const tolerant = isData(field(requirement, 'allow_missing_or_failed'));
  return (stream) => {
    const failures = [...providers.values()].map((provider) => check(provider, stream));
    if (tolerant || failures.some((one) => one === undefined)) return undefined;
    return failures.find((one) => one?.missing === false);
  };
}

const ofProvider =
  (provider: Provider | undefined, audiences?: readonly string[]): Requirement =>
  (stream) =>
    provider === undefined ? undefined : check(provider, stream, audiences);

function check(provider: Provider, stream: Stream, audiences?: readonly string[]): Failure | undefined {
  provider.clean(stream.headers);
  return provider.check(stream, audiences);
}

/** The first that is met counts; what may be missing or may fail decides when none is. */
function anyOf(any: Data, providers: ReadonlyMap<string, Provider>): Requirement {
  const written = tables(any, 'requirements');
  const mayFail = written.some((one) => isData(field(one, 'allow_missing_or_failed')));
  const mayMiss = written.some((one) => isData(field(one, 'allow_missing')));
  const parts = written
    .filter((one) => !isData(field(one, 'allow_missing_or_failed')) && !isData(field(one, 'allow_missing')))
    .map((one) => requirementOf(one, providers));
  return (stream) => {
    let last: Failure | undefined;
    for (const part of parts) {
      const failed = part(stream);
      if (failed === undefined) return undefined;
      if (last === undefined || !failed.missing) last = failed;
    }
    if (mayFail || (mayMiss && last?.missing === true)) return undefined;
    return last;
  };
}

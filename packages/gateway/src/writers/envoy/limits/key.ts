/**
 * What a limit counts by, as actions of Envoy's rate limits, each with the descriptor entry that it makes. An attribute
 * that a request may lack is left out of its descriptor; where all of them are missing the client's address counts.
 */
import type { Template } from '../../../model/base.ts';
import { type HeaderMatcher, type JsonObject, regex, typed } from '../config.ts';
import { internal } from '../match/carrier.ts';
import type { PolicyContext } from '../policies/variant.ts';

/** One attribute of a key. */
interface Part {
  readonly entry: string;
  readonly action: JsonObject;
  /** How the absence of the attribute is asked for; undefined where every request has it. */
  readonly absent?: (entry: string) => JsonObject;
}

/** Members of a local_ratelimit filter: each value of the key has a bucket of its own, in the group that the route names. */
export interface Keyed {
  readonly rate_limits: readonly JsonObject[];
  /** The entries of each descriptor that may come, behind that of the group. Without any, the group has one bucket. */
  readonly descriptors: readonly (readonly JsonObject[])[];
}

/** The descriptor entry that names the group. */
export const groupEntry = 'group';

/** Attributes that may be missing multiply the descriptors. */
const mostOptional = 4;

/** `unknown`: Envoy does not see one of the attributes. `slot` is the metadata of the route that names its group. */
export function keyed(key: Template, slot: string, context: PolicyContext): Keyed | 'unknown' {
  const attributes = [...new Set(key.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.attribute])))];
  const group = ofRoute(groupEntry, slot).action;
  if (attributes.length === 0) return { rate_limits: [{ actions: [group] }], descriptors: [[]] };
  const parts: Part[] = [];
  for (const [index, attribute] of attributes.entries()) {
    const part = partOf(attribute, `${index}`, context);
    if (part === undefined) return 'unknown';
    parts.push(part);
  }
  const optional = parts.filter(({ absent }) => absent !== undefined);
  if (optional.length > mostOptional) return 'unknown';
  const whole = { actions: [group, ...parts.map(({ action }) => action)] };
  const descriptors = subsets(parts).map((subset) => subset.map(({ entry }) => ({ key: entry })));
  if (optional.length < parts.length) return { rate_limits: [whole], descriptors };
  const missing = parts.map(({ absent }, index) => absent?.(`no-${index}`) ?? {});
  const client = header('client', clientAddress(context), false);
  return {
    rate_limits: [whole, { actions: [group, ...missing, client.action] }],
    descriptors: [
      ...descriptors,
      [...parts.map((_, index) => ({ key: `no-${index}`, value: '1' })), { key: client.entry }],
    ],
  };
}

/** All ways in which optional parts may be missing; never all parts at once. */
function subsets(parts: readonly Part[]): readonly (readonly Part[])[] {
  const all = parts.reduce<readonly (readonly Part[])[]>(
    (sofar, part) =>
      part.absent === undefined
        ? sofar.map((one) => [...one, part])
        : [...sofar.map((one) => [...one, part]), ...sofar],
    [[]],
  );
  return all.filter((one) => one.length > 0);
}

function partOf(attribute: string, entry: string, context: PolicyContext): Part | undefined {
  const colon = attribute.indexOf(':');
  const [kind, name] = [attribute.slice(0, colon), attribute.slice(colon + 1)];
  if (kind === 'header') return header(entry, name, true);
  if (kind === 'parameter') return parameter(entry, name);
  switch (attribute) {
    case 'clientAddress':
      return header(entry, clientAddress(context), false);
    case 'consumer':
    case 'consumerGroup':
      return ofRoute(entry, attribute);
    case 'method':
      return header(entry, ':method', false);
    case 'scheme':
      return header(entry, ':scheme', false);
    case 'host':
    case 'hostHeader':
      return header(entry, ':authority', false);
    case 'target':
      return header(entry, ':path', false);
    case 'port':
    case 'httpVersion':
      context.needs.internalHeaders.add(internal[attribute]);
      return header(entry, internal[attribute], false);
    case 'path':
      return expression(entry, 'request.url_path');
    case 'query':
      return expression(entry, 'request.query');
    case 'remotePort':
      return expression(entry, 'source.address');
    case 'unknown:server_addr':
      return expression(entry, 'destination.address');
    default:
      return undefined;
  }
}

function clientAddress({ needs }: PolicyContext): string {
  needs.internalHeaders.add(internal.clientAddress);
  return internal.clientAddress;
}

/** An empty header counts as none: the action leaves it out. */
function header(entry: string, name: string, optional: boolean): Part {
  const action = {
    request_headers: { header_name: name, descriptor_key: entry, skip_if_absent: optional || undefined },
  };
  if (!optional) return { entry, action };
  const none: HeaderMatcher = {
    name,
    string_match: regex('.+'),
    invert_match: true,
    treat_missing_header_as_empty: true,
  };
  const absent = (descriptor_key: string): JsonObject => ({
    header_value_match: { descriptor_key, descriptor_value: '1', headers: [none] },
  });
  return { entry, action, absent };
}

function parameter(entry: string, name: string): Part {
  const action = { query_parameters: { query_parameter_name: name, descriptor_key: entry, skip_if_absent: true } };
  const absent = (descriptor_key: string): JsonObject => ({
    query_parameter_value_match: {
      descriptor_key,
      descriptor_value: '1',
      expect_match: false,
      query_parameters: [{ name, string_match: regex('.+') }],
    },
  });
  return { entry, action, absent };
}

/** Routes of a consumer name it and its group in their metadata, and those of a limit the counters that they draw from. */
const ofRoute = (entry: string, key: string): Part => ({
  entry,
  action: {
    metadata: {
      descriptor_key: entry,
      metadata_key: { key: 'banyan', path: [{ key }] },
      source: 'ROUTE_ENTRY',
    },
  },
});

const expression = (entry: string, text: string): Part => ({
  entry,
  action: {
    extension: {
      name: 'envoy.rate_limit_descriptors.expr',
      typed_config: typed('envoy.extensions.rate_limit_descriptors.expr.v3.Descriptor', {
        descriptor_key: entry,
        text,
      }),
    },
  },
});

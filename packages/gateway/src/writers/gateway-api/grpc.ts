/**
 * Hosts whose routes all speak gRPC, as GRPCRoutes (grpcroute_types.go): a path of two segments is a service and a method, the
 * begin of one a service. The API lets only one kind of route have a host, so one rule that is no call keeps all of them
 * HTTPRoutes; so does an order that needs expressions.
 */
import type { Model } from '../../model/model.ts';
import { secure } from '../envoy/cluster/tls.ts';
import type { JsonObject } from '../envoy/config.ts';
import { list, record, text } from '../kubernetes/plain.ts';
import type { Spoken } from './rules.ts';

const method = /^\/([A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)\/([A-Za-z_][A-Za-z_0-9]*)?$/;
const filters = new Set(['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror']);

/** Whether all of the rules are calls, and the API tries them in this order as they are. */
export function areCalls(rules: readonly Spoken[], { upstreams }: Model): boolean {
  const paths = new Set(rules.map(({ row }) => row.path.text));
  return rules.length > 0 && paths.size === rules.length && rules.every((one) => isCall(one, upstreams));
}

function isCall({ part, row, matches }: Spoken, upstreams: Model['upstreams']): boolean {
  if (part === undefined || matches.length !== 1) return false;
  const { action } = part;
  const schemes = action.shares.map(({ name }) => upstreams.get(name)).filter((one) => one !== undefined);
  const natural = row.path.kind === 'exact' ? 'Exact' : 'RegularExpression';
  const [, , named] = method.exec(row.path.text) ?? [];
  return (
    method.test(row.path.text) &&
    (named === undefined) === (row.path.kind === 'prefix') &&
    record(matches[0]?.['path'])['type'] === natural &&
    row.methods === undefined &&
    row.parameters.size === 0 &&
    action.timeout === undefined &&
    action.extensions.length === 0 &&
    action.filters.every(({ type }) => filters.has(text(type))) &&
    schemes.length > 0 &&
    schemes.every((one) => one.scheme === 'grpc' || (one.scheme === 'grpcs' && secure(one)))
  );
}

/** An HTTPRoute of such rules as a GRPCRoute. */
export function asGrpcRoute(route: JsonObject): JsonObject {
  const spec = record(route['spec']);
  const rules = list(spec['rules']).map((rule) => ({
    ...rule,
    retry: undefined,
    matches: list(rule['matches']).map(({ path, headers }) => ({ method: callOf(record(path)), headers })),
  }));
  return { ...route, kind: 'GRPCRoute', spec: { ...spec, rules } };
}

function callOf(path: JsonObject): JsonObject {
  const value = text(path['value']);
  // An expression is that of a service: its name with escaped dots, and everything behind it.
  const plain = path['type'] === 'Exact' ? value : value.replaceAll('\\', '').replace(/\.\*$/, '');
  const [, service, name] = method.exec(plain) ?? [];
  return { type: 'Exact', service, method: name };
}

import { type Data, flag, number, table, tableOrEmpty, tables, text } from '../data.ts';
import { headerMatch } from '../routing/header-match.ts';
import { valueMatch } from '../routing/match.ts';
import { pathOf } from '../routing/target.ts';
import type { Stream } from '../stream.ts';
import { rangeOf } from '../text/address.ts';
import { valueAt } from '../text/metadata.ts';
import { stringMatch } from '../text/string-match.ts';
import type { FilterKind } from './filter.ts';

type Test = (stream: Stream) => boolean;

/** `envoy.filters.http.rbac`: rules of the route take the place of the filter's own. */
export const rbac: FilterKind = {
  type: 'envoy.extensions.filters.http.rbac.v3.RBAC',
  create(config) {
    return (levels) => {
      const level = levels.at(-1);
      const own = level === undefined ? config : (table(level, 'rbac') ?? {});
      const rules = table(own, 'rules');
      if (rules === undefined) {
        if (table(own, 'matcher') === undefined) return undefined;
        return { decode: (stream) => uncovered(stream, 'rbac.matcher') };
      }
      const policies = tableOrEmpty(rules, 'policies');
      const tests = Object.keys(policies).map((name) => policyOf(tableOrEmpty(policies, name)));
      const action = text(rules, 'action') ?? 'ALLOW';
      if (action === 'LOG') return undefined;
      return {
        decode(stream) {
          const matched = tests.some((one) => one(stream));
          if (matched === (action === 'ALLOW')) return undefined;
          return { status: 403, body: 'RBAC: access denied', details: 'rbac_access_denied' };
        },
      };
    };
  },
};

const uncovered = (stream: Stream, part: string): undefined => {
  stream.notCovered(part);
  return undefined;
};

function policyOf(policy: Data): Test {
  const permissions = anyOf(tables(policy, 'permissions'), permission);
  const principals = anyOf(tables(policy, 'principals'), principal);
  const conditional = table(policy, 'condition') !== undefined || table(policy, 'checked_condition') !== undefined;
  return (stream) => {
    if (conditional) stream.notCovered('rbac.condition');
    return permissions(stream) && principals(stream);
  };
}

function anyOf(list: readonly Data[], compile: (data: Data) => Test): Test {
  const tests = list.map(compile);
  return (stream) => tests.some((one) => one(stream));
}

function allOf(list: readonly Data[], compile: (data: Data) => Test): Test {
  const tests = list.map(compile);
  return (stream) => tests.every((one) => one(stream));
}

function permission(data: Data): Test {
  const set = table(data, 'and_rules');
  if (set !== undefined) return allOf(tables(set, 'rules'), permission);
  const any = table(data, 'or_rules');
  if (any !== undefined) return anyOf(tables(any, 'rules'), permission);
  const not = table(data, 'not_rule');
  if (not !== undefined) return negated(permission(not));
  const port = number(data, 'destination_port');
  if (port !== undefined) return ({ localPort }) => localPort === port;
  const range = table(data, 'destination_port_range');
  if (range !== undefined) {
    const [start, end] = [number(range, 'start') ?? 0, number(range, 'end') ?? 0];
    return ({ localPort }) => localPort >= start && localPort < end;
  }
  const address = table(data, 'destination_ip');
  if (address !== undefined) {
    const inside = rangeOf(address);
    return ({ localAddress }) => inside(localAddress);
  }
  const name = table(data, 'requested_server_name');
  if (name !== undefined) {
    const match = stringMatch(name);
    return ({ secure, request }) => match?.(secure ? (request.sni ?? '') : '') === true;
  }
  return shared(data);
}

function principal(data: Data): Test {
  const set = table(data, 'and_ids');
  if (set !== undefined) return allOf(tables(set, 'ids'), principal);
  const any = table(data, 'or_ids');
  if (any !== undefined) return anyOf(tables(any, 'ids'), principal);
  const not = table(data, 'not_id');
  if (not !== undefined) return negated(principal(not));
  const remote = table(data, 'remote_ip');
  if (remote !== undefined) {
    const inside = rangeOf(remote);
    return (stream) => inside(stream.remote);
  }
  const peer = table(data, 'direct_remote_ip') ?? table(data, 'source_ip');
  if (peer !== undefined) {
    const inside = rangeOf(peer);
    return (stream) => inside(stream.peer);
  }
  return shared(data);
}

/** What permissions and principals both have. */
function shared(data: Data): Test {
  if (flag(data, 'any') === true) return () => true;
  const header = table(data, 'header');
  const match = header === undefined ? undefined : headerMatch(header);
  if (match !== undefined) return ({ headers }) => match(headers);
  const path = table(tableOrEmpty(data, 'url_path'), 'path');
  const pathMatch = path === undefined ? undefined : stringMatch(path);
  if (pathMatch !== undefined) return ({ headers }) => pathMatch(pathOf(headers.first(':path') ?? ''));
  const metadata = table(data, 'metadata');
  const value = metadata === undefined ? undefined : valueMatch(tableOrEmpty(metadata, 'value'));
  if (metadata !== undefined && value !== undefined) {
    const segments = tables(metadata, 'path').map((one) => text(one, 'key') ?? '');
    const inverted = flag(metadata, 'invert') === true;
    const namespace = text(metadata, 'filter') ?? '';
    return (stream) => value(valueAt(stream.metadata?.get(namespace), segments)) !== inverted;
  }
  return (stream) => {
    stream.notCovered(`rbac ${Object.keys(data)[0] ?? ''}`);
    return false;
  };
}

const negated =
  (test: Test): Test =>
  (stream) =>
    !test(stream);

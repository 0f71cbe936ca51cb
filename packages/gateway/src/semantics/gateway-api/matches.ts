/** Conditions of routes as Istio says them. */
import { type Data, table, tables, text } from '../envoy/data.ts';

/** An `HTTPRouteMatch`: without a path, every path. */
export function httpMatch(match: Data): Data {
  const path = table(match, 'path') ?? {};
  const value = text(path, 'value') ?? '/';
  const headers = named(match, 'headers');
  const parameters = named(match, 'queryParams');
  const method = text(match, 'method');
  return {
    uri: pathMatch(text(path, 'type') ?? 'PathPrefix', value),
    ...(headers === undefined ? {} : { headers }),
    ...(parameters === undefined ? {} : { queryParams: parameters }),
    ...(method === undefined ? {} : { method: { exact: method } }),
  };
}

function pathMatch(type: string, value: string): Data {
  if (type === 'Exact') return { exact: value };
  if (type === 'RegularExpression') return { regex: value };
  return { prefix: value !== '/' && value.endsWith('/') ? value.slice(0, -1) : value };
}

/** A `GRPCRouteMatch`: the service and the method are a path. */
export function grpcMatch(match: Data): Data {
  const headers = named(match, 'headers');
  const method = table(match, 'method');
  return {
    ...(method === undefined ? {} : { uri: methodMatch(method) }),
    ...(headers === undefined ? {} : { headers }),
  };
}

function methodMatch(match: Data): Data {
  const [service, method] = [text(match, 'service'), text(match, 'method')];
  if (service === undefined) return { regex: `/[^/]+/${method ?? ''}` };
  if (text(match, 'type') === 'RegularExpression') return { regex: `/${service}/${method ?? '.+'}` };
  return method === undefined ? { prefix: `/${service}/` } : { exact: `/${service}/${method}` };
}

/** Names to what their values must be; of two conditions on one name the last one counts. */
function named(match: Data, field: string): Data | undefined {
  const entries = tables(match, field).map((one) => {
    const value = text(one, 'value') ?? '';
    const wanted = text(one, 'type') === 'RegularExpression' ? { regex: value } : { exact: value };
    return [text(one, 'name') ?? '', wanted] as const;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

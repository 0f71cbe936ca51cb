/**
 * Access logs of routes (file-logger, http-logger and the like) as access logs of Envoy, one for each format, which a route
 * asks for in its metadata. They go to the standard output, from where a collector takes them; what Envoy has no word for is
 * said. No answer changes.
 */
import { literal, type JsonObject, typed } from '../config.ts';
import type { WriteLog } from '../../../model/observe.ts';
import type { Applied, Needs, PolicyContext, Variant } from './variant.ts';

export function writeLog(policy: WriteLog, variants: readonly Variant[], context: PolicyContext): Applied {
  const params = { part: policy.origin, route: context.route ?? '-' };
  const { logs } = context.needs;
  if (logs === undefined) return { variants, differences: [{ code: 'ENV142', params, verdict: 'unsupported' }] };
  const unknown: string[] = [];
  const format = policy.format === undefined ? usual : formatOf(policy.format, unknown);
  const left = [...(policy.format === undefined ? ['headers'] : []), ...unknown, ...policy.left];
  const text = JSON.stringify(format);
  const id = [...logs].find(([, known]) => JSON.stringify(known) === text)?.[0] ?? String(logs.size + 1);
  logs.set(id, format);
  const logged = (one: Variant): Variant => ({
    ...one,
    metadata: { ...one.metadata, logs: `${logsOf(one)}${id} ` },
  });
  const parts = left.length === 0 ? '-' : left.join(', ');
  return {
    variants: variants.map(logged),
    differences: [{ code: 'ENV143', params: { ...params, left: parts }, verdict: 'approximated' }],
  };
}

/** Between blanks, so that each is found as a whole. */
function logsOf({ metadata }: Variant): string {
  const logs = metadata?.['logs'];
  return typeof logs === 'string' ? logs : ' ';
}

/** The source's own format, as far as Envoy knows its members. */
const usual: JsonObject = {
  route_id: '%METADATA(ROUTE:banyan:route)%',
  client_ip: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
  start_time: '%START_TIME(%s%3f)%',
  request: { method: '%REQ(:METHOD)%', uri: '%REQ(:PATH)%', size: '%BYTES_RECEIVED%' },
  response: { status: '%RESPONSE_CODE%', size: '%BYTES_SENT%' },
  upstream: '%UPSTREAM_REMOTE_ADDRESS%',
  latency: '%DURATION%',
  upstream_latency: '%RESPONSE_DURATION%',
};

function formatOf(members: NonNullable<WriteLog['format']>, unknown: string[]): JsonObject {
  return Object.fromEntries(
    members.map(([name, template]) => {
      const pieces = template.map((piece) => {
        if (typeof piece === 'string') return literal(piece);
        const command = commandOf(piece.attribute);
        if (command === undefined) unknown.push(piece.attribute.replace(/^unknown:/, ''));
        return command ?? '';
      });
      return [name, pieces.join('')];
    }),
  );
}

const commands: Readonly<Record<string, string>> = {
  clientAddress: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
  host: '%REQ(:AUTHORITY)%',
  hostHeader: '%REQ(:AUTHORITY)%',
  method: '%REQ(:METHOD)%',
  scheme: '%REQ(:SCHEME)%',
  path: '%PATH(NQ:PATH)%',
  rawPath: '%PATH(NQ:PATH)%',
  target: '%REQ(:PATH)%',
  requestUri: '%REQ(:PATH)%',
  query: '%CEL(request.query)%',
  port: '%DOWNSTREAM_LOCAL_PORT%',
  remotePort: '%DOWNSTREAM_REMOTE_PORT%',
  httpVersion: '%PROTOCOL%',
  sni: '%REQUESTED_SERVER_NAME%',
  'unknown:server_protocol': '%PROTOCOL%',
  'unknown:request': '%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%',
  'unknown:status': '%RESPONSE_CODE%',
  'unknown:route_id': '%METADATA(ROUTE:banyan:route)%',
  'unknown:time_iso8601': '%START_TIME(%Y-%m-%dT%H:%M:%S%Ez)%',
  'unknown:time_local': '%START_TIME(%d/%b/%Y:%H:%M:%S %z)%',
  'unknown:msec': '%START_TIME(%s.%3f)%',
  'unknown:request_time': '%DURATION%',
  'unknown:upstream_response_time': '%RESPONSE_DURATION%',
  'unknown:upstream_addr': '%UPSTREAM_REMOTE_ADDRESS%',
  'unknown:bytes_sent': '%BYTES_SENT%',
  'unknown:body_bytes_sent': '%BYTES_SENT%',
  'unknown:request_length': '%BYTES_RECEIVED%',
};

function commandOf(attribute: string): string | undefined {
  const [, kind, name] = /^(header|parameter):([A-Za-z0-9_-]+)$/.exec(attribute) ?? [];
  if (kind === 'header') return `%REQ(${name})%`;
  return kind === 'parameter' ? `%QUERY_PARAM(${name})%` : commands[attribute];
}

/** Access logs of the connection manager; undefined where no route asks for one. */
export function accessLogs({ logs }: Pick<Needs, 'logs'>): readonly JsonObject[] | undefined {
  if (logs === undefined || logs.size === 0) return undefined;
  return [...logs].map(([id, json_format]) => ({
    name: 'envoy.access_loggers.stdout',
    filter: {
      extension_filter: {
        name: 'envoy.access_loggers.extension_filters.cel',
        typed_config: typed('envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter', {
          expression: `xds.route_metadata.filter_metadata['banyan']['logs'].contains(' ${id} ')`,
        }),
      },
    },
    typed_config: typed('envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', { log_format: { json_format } }),
  }));
}

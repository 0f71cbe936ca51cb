/** Text with variables as Envoy's format strings. */
import { all, any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Template } from '../../../model/base.ts';
import { internal } from '../match/carrier.ts';
import { repeated } from '../match/doubts.ts';
import { literal } from '../config.ts';
import { clientAddressKey } from '../forwarding.ts';
import { keep, kept, luaValue } from '../lua/variables.ts';
import type { PolicyContext } from './variant.ts';

export interface Formatted {
  readonly text: string;
  /** What Lua has to do beforehand: see Variant. */
  readonly early: readonly string[];
  /** Variables that Envoy has no word for; they are left empty. */
  readonly unknown: readonly string[];
  /** Variables whose text may differ for some requests. */
  readonly doubtful: readonly string[];
}

/** Where a text is needed: in the request to the upstream, or in the answer. */
export type Moment = 'request' | 'answer';

/** `values`: Lua for attributes that only the caller knows. */
export function format(
  template: Template,
  context: PolicyContext,
  moment: Moment = 'request',
  values: ReadonlyMap<string, string> = new Map(),
): Formatted {
  const [unknown, doubtful, early]: [string[], string[], string[]] = [[], [], []];
  const parts = template.map((piece) => {
    if (typeof piece === 'string') return literal(piece);
    const { attribute } = piece;
    const exact = exactCommand(attribute, context, moment);
    if (exact !== undefined) return exact;
    const value = context.options.allow.has('lua')
      ? (values.get(attribute) ?? luaValue(attribute, context))
      : undefined;
    if (value !== undefined) {
      early.push(keep(attribute, value));
      return kept(attribute);
    }
    const command = nearCommand(attribute, context, moment);
    if (command === undefined) unknown.push(attribute);
    else doubtful.push(attribute);
    return command ?? '';
  });
  return { text: parts.join(''), early, unknown, doubtful };
}

/** Whether the template has no variables; then its text is fixed. */
export const fixedText = (template: Template): string | undefined =>
  template.every((piece) => typeof piece === 'string') ? template.join('') : undefined;

/** Format strings that give what the source gives. */
function exactCommand(attribute: string, { needs, route, path }: PolicyContext, moment: Moment): string | undefined {
  const parameter = /^pathParameter:(.*)$/.exec(attribute)?.[1];
  if (parameter !== undefined)
    return path?.kind === 'pattern' && path.parameters?.names.includes(parameter) ? undefined : '';
  switch (attribute) {
    case 'method':
      return '%REQ(:METHOD)%';
    case 'scheme':
      return '%REQ(:SCHEME)%';
    case 'port':
      return '%DOWNSTREAM_LOCAL_PORT%';
    case 'remotePort':
      return needs.internalHeaders.has(internal.clientPort) && moment !== 'answer'
        ? `%REQ(${internal.clientPort})%`
        : '%DOWNSTREAM_REMOTE_PORT%';
    case 'query':
      return '%CEL(request.query)%';
    case 'httpVersion':
    case 'unknown:server_protocol':
      return '%PROTOCOL%';
    case 'sni':
      return '%REQUESTED_SERVER_NAME%';
    case 'unknown:route_id':
      return literal(route ?? '');
    case 'unknown:realip_remote_addr':
      return needs.internalHeaders.has(internal.peer) && moment !== 'answer'
        ? `%REQ(${internal.peer})%`
        : '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%';
    case 'unknown:status':
      return moment === 'answer' ? "%CEL(response.headers[':status'])%" : undefined;
    case 'unknown:balancer_ip':
      return moment === 'answer' ? '%UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' : '';
    case 'unknown:balancer_port':
      return moment === 'answer' ? '%UPSTREAM_REMOTE_PORT%' : '';
    default:
      return undefined;
  }
}

/** Format strings that give what was sent, where the source decodes, joins or folds it. */
function nearCommand(attribute: string, { needs }: PolicyContext, moment: Moment): string | undefined {
  switch (attribute) {
    case 'clientAddress':
      needs.internalHeaders.add(internal.clientAddress);
      // The header is gone when the request was forwarded.
      return moment === 'answer' ? `%FILTER_STATE(${clientAddressKey}:PLAIN)%` : `%REQ(${internal.clientAddress})%`;
    case 'host':
    case 'hostHeader':
      return '%REQ(:AUTHORITY)%';
    case 'path':
    case 'rawPath':
      return '%PATH(NQ:PATH)%';
    case 'target':
    case 'requestUri':
      return '%REQ(:PATH)%';
    default:
      return named(attribute);
  }
}

function named(attribute: string): string | undefined {
  const [kind, name] = [attribute.slice(0, attribute.indexOf(':')), attribute.slice(attribute.indexOf(':') + 1)];
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return undefined;
  if (kind === 'header') return `%REQ(${name})%`;
  return kind === 'parameter' ? `%QUERY_PARAM(${name})%` : undefined;
}

/** Requests for which a variable that Envoy leaves as sent reads otherwise at the source; undefined: none. */
export function readOtherwise(attribute: string): Condition | undefined {
  // Of a header that comes several times Envoy takes the first value, the source all of them.
  if (attribute.startsWith('header:')) return repeated(`header:${attribute.slice('header:'.length)}`);
  if (attribute.startsWith('parameter:')) return escapedParameter(attribute.slice('parameter:'.length));
  if (attribute === 'host') return { subject: 'hostHeader', matches: '[A-Z:]|\\.$' };
  if (attribute === 'hostHeader' || attribute === 'clientAddress' || attribute === 'target') return undefined;
  if (attribute === 'requestUri')
    return any([
      { subject: 'rawPath', matches: '%|//|/\\.' },
      { subject: 'target', matches: '\\?$' },
    ]);
  return { subject: 'rawPath', contains: '%' };
}

/** Only where the parameter was sent: escaped, or without a value, which the source calls true. */
const escapedParameter = (name: string): Condition =>
  all([
    { subject: `parameter:${name}`, present: true },
    { subject: 'query', matches: `(?:^|&)${name}(?:=[^&]*[%+]|&|$)` },
  ]);

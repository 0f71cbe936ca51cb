/** Format strings of Envoy as Lua, for texts that have to be made where no object of Istio's makes them. */
import { all, type Condition, not, type Subject } from '@banyan/core/condition/condition.ts';
import { quoted } from '../../envoy/lua/code.ts';

/** Lua for a command, with `headers` for the headers of the request; undefined for what Lua does not know. */
type Command = (parameter: string) => string | undefined;

const ofRequest: Readonly<Record<string, Command>> = {
  REQ: (name) => (/^[\w:-]+$/.test(name) ? `(headers:get(${quoted(name.toLowerCase())}) or "")` : undefined),
  PATH: (what) => (what === 'NQ:PATH' ? 'headers:get(":path"):match("^[^?]*")' : undefined),
  PROTOCOL: () => 'handle:streamInfo():protocol()',
  REQUESTED_SERVER_NAME: () => 'handle:streamInfo():requestedServerName()',
  DOWNSTREAM_LOCAL_PORT: () => 'handle:streamInfo():downstreamLocalAddress():match("(%d+)$")',
  DOWNSTREAM_REMOTE_PORT: () => 'handle:streamInfo():downstreamDirectRemoteAddress():match("(%d+)$")',
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: () =>
    'handle:streamInfo():downstreamDirectRemoteAddress():match("^%[?(.-)%]?:%d+$")',
  UNIQUE_ID: () => 'uuid4()',
  CEL: celOf,
};

/** What was kept of the request, in Lua on either side. */
function metadata(parameter: string): string | undefined {
  const [, namespace = '', key = ''] = /^([\w.]+):(\w+)$/.exec(parameter) ?? [];
  if (key === '') return undefined;
  return `((handle:streamInfo():dynamicMetadata():get(${quoted(namespace)}) or {})[${quoted(key)}] or "")`;
}

/** Only the two forms that the Envoy writer makes: a header that may be there, and what stands behind one that is. */
function celOf(expression: string): string | undefined {
  if (expression === 'request.query') return '(headers:get(":path"):match("%?(.*)$") or "")';
  const [, name, other, literal] =
    /^'([\w-]+)' in request\.headers \? (?:request\.headers\['([\w-]+)'\]|'([^'\\]*)') : ''$/.exec(expression) ?? [];
  if (name === undefined) return undefined;
  if (literal !== undefined) return `(headers:get(${quoted(name)}) and ${quoted(literal)} or "")`;
  return other === name ? `(headers:get(${quoted(name)}) or "")` : undefined;
}

const pieces = /%%|%([A-Z_]+)(?:\(((?:[^()]|\([^()]*\))*)\))?%|[^%]+/g;

/** A text of the request; undefined when Lua cannot make it. */
export const requestText = (format: string): string | undefined =>
  textOf(format, (name, parameter) =>
    name === 'DYNAMIC_METADATA' ? metadata(parameter) : ofRequest[name]?.(parameter),
  );

/**
 * A text of the answer, with `headers` for its headers; `ask` keeps a text of the request until then and gives Lua that
 * reads it.
 */
export const answerText = (format: string, ask: (lua: string) => string): string | undefined =>
  textOf(format, (name, parameter) => {
    if (name === 'DYNAMIC_METADATA') return metadata(parameter);
    if (name === 'RESP') return `(headers:get(${quoted(parameter.toLowerCase())}) or "")`;
    if (name === 'CEL' && parameter === "response.headers[':status']") return 'headers:get(":status")';
    const found = ofRequest[name]?.(parameter);
    return found === undefined || !found.includes('headers') ? found : ask(found);
  });

function textOf(format: string, command: (name: string, parameter: string) => string | undefined): string | undefined {
  const parts: string[] = [];
  let length = 0;
  for (const [whole, name, parameter = ''] of format.matchAll(pieces)) {
    length += whole.length;
    const part = name === undefined ? quoted(whole === '%%' ? '%' : whole) : command(name, parameter);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  if (length !== format.length) return undefined;
  return parts.length === 0 ? '""' : parts.join(' .. ');
}

/** Whether the text is never empty: it has a part of its own, or one that every request has. */
export const neverEmpty = (format: string): boolean =>
  format.replaceAll(pieces, (whole, name: string | undefined, parameter: string) =>
    name === undefined || certain.has(name) || (name === 'REQ' && parameter.startsWith(':')) ? whole : '',
  ) !== '';

const certain: ReadonlySet<string> = new Set([
  'PROTOCOL',
  'DOWNSTREAM_LOCAL_PORT',
  'DOWNSTREAM_REMOTE_PORT',
  'UNIQUE_ID',
]);

/** For which requests a text is empty; undefined when it never is, or nobody knows. */
export function emptyWhen(format: string): Condition | undefined {
  const parts: Condition[] = [];
  for (const [whole, name, parameter = ''] of format.matchAll(pieces)) {
    const subject = name === undefined ? undefined : subjectOf(name, parameter);
    if (subject === undefined || whole === '%%') return undefined;
    parts.push(not({ subject, matches: '.' }));
  }
  return all(parts);
}

function subjectOf(command: string, parameter: string): Subject | undefined {
  if (command === 'REQ' && !parameter.startsWith(':')) return `header:${parameter.toLowerCase()}`;
  if (command === 'QUERY_PARAM') return `parameter:${parameter}`;
  if (command !== 'CEL') return undefined;
  if (parameter === 'request.query') return 'query';
  const name = /^'([\w-]+)' in request\.headers \?/.exec(parameter)?.[1];
  return name === undefined ? undefined : `header:${name}`;
}

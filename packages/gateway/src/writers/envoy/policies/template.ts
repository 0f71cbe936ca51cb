/** Text with variables as Envoy's format strings. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Template } from '../../../model/policy.ts';
import { internal } from '../match/carrier.ts';
import { literal } from '../config.ts';
import type { PolicyContext } from './variant.ts';

export interface Formatted {
  readonly text: string;
  /** Variables that Envoy has no word for; they are left empty. */
  readonly unknown: readonly string[];
  /** Variables whose text may differ for some requests. */
  readonly doubtful: readonly string[];
}

export function format(template: Template, context: PolicyContext): Formatted {
  const unknown: string[] = [];
  const doubtful: string[] = [];
  const parts = template.map((piece) => {
    if (typeof piece === 'string') return literal(piece);
    const command = commandOf(piece.attribute, context);
    if (command === undefined) unknown.push(piece.attribute);
    else if (/^(?:host$|path|parameter:|header:)/.test(piece.attribute)) doubtful.push(piece.attribute);
    return command ?? '';
  });
  return { text: parts.join(''), unknown, doubtful };
}

/** Whether the template has no variables; then its text is fixed. */
export const fixedText = (template: Template): string | undefined =>
  template.every((piece) => typeof piece === 'string') ? template.join('') : undefined;

function commandOf(attribute: string, { needs }: PolicyContext): string | undefined {
  switch (attribute) {
    case 'method':
      return '%REQ(:METHOD)%';
    case 'scheme':
      return '%REQ(:SCHEME)%';
    case 'host':
    case 'hostHeader':
      return '%REQ(:AUTHORITY)%';
    case 'port':
      return '%DOWNSTREAM_LOCAL_PORT%';
    case 'remotePort':
      return '%DOWNSTREAM_REMOTE_PORT%';
    case 'clientAddress':
      needs.internalHeaders.add(internal.clientAddress);
      return `%REQ(${internal.clientAddress})%`;
    case 'path':
    case 'rawPath':
      return '%PATH(NQ:PATH)%';
    case 'target':
      return '%REQ(:PATH)%';
    case 'query':
      return '%CEL(request.query)%';
    case 'httpVersion':
      return '%PROTOCOL%';
    case 'sni':
      return '%REQUESTED_SERVER_NAME%';
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

/** Requests for which a variable that Envoy leaves as sent reads otherwise at the source. */
export function readOtherwise(attribute: string): Condition {
  // Of a header that comes several times Envoy takes the first value, the source all of them.
  if (attribute.startsWith('header:'))
    return { subject: `header:${attribute.slice('header:'.length)}`, contains: ', ' };
  if (attribute.startsWith('parameter:')) return { subject: 'query', matches: '[%+]' };
  return attribute === 'host' ? { subject: 'hostHeader', matches: '[A-Z:]' } : { subject: 'rawPath', contains: '%' };
}

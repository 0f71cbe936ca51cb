/** Text with variables (`apisix/core/utils.lua`, resolve_var): `$name`, `${name}`, `${name ?? default}`; a backslash before it keeps it literal. */
import type { Template } from '../../../model/base.ts';
import { attributeOf } from '../expression/attribute.ts';

const special: Readonly<Record<string, string>> = {
  remote_port: 'remotePort',
  consumer_name: 'consumer',
  consumer_group_id: 'consumerGroup',
  real_request_uri: 'target',
  request_uri: 'requestUri',
};

type Piece = Template[number];

/** A variable as a piece; one that cannot have a value while requests are routed is nothing. */
export function variable(name: string): Piece {
  // What is left of a reference that is not the whole value.
  if (/^(?:env|ENV|secret)$/.test(name)) return '';
  const own = special[name];
  if (own !== undefined) return { attribute: own };
  const parameter = /^uri_param_(.+)$/.exec(name)?.[1];
  if (parameter !== undefined) return { attribute: `pathParameter:${parameter}` };
  const attribute = attributeOf(name);
  return { attribute: typeof attribute === 'object' ? attribute.subject : `unknown:${name}` };
}

/** `captures`: digits name groups of the expression that matched (proxy-rewrite's headers). */
export function templateOf(text: string, captures = false): Template {
  if (!text.includes('$')) return [text];
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<!\\)\$(?:\{\s*([^}]+?)\s*\}|([\w.]+))/g)) {
    const name = match[1] ?? match[2] ?? '';
    if (match.index > from) pieces.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    pieces.push(captures && /^\d+$/.test(name) ? { attribute: `capture:${name}` } : variable(name));
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

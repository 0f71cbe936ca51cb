/**
 * What the source's gateway adds to the answers of upstreams, as edits of a rule: the charset of texts, but for redirects
 * (nginx, ngx_http_charset_header_filter), and the status of a failure. istiod reads no parentheses inside of such a text.
 */
import type { Edits } from './headers.ts';
import type { Words } from './words.ts';

const type = "response.headers['content-type']";
const status = "response.headers[':status']";

export function completeAnswer(edits: Edits, { charset, upstreamStatus }: Words): void {
  if (charset !== undefined && edits.stateOf('content-type') === undefined) {
    const types = charset.types.map((one) => `'${one}'`).join(', ');
    const added = `${status} in ['301', '302'] ? '' : ${type} in [${types}] ? '; charset=${charset.name}' : ''`;
    edits.set('content-type', `%RESP(content-type)%%CEL(${added})%`);
  }
  if (upstreamStatus !== undefined && edits.stateOf(upstreamStatus) === undefined)
    edits.set(upstreamStatus, `%CEL(${status} >= '500' ? ${status} : '')%`);
}

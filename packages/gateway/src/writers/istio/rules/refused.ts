/** The first rule of every VirtualService where scripts read the path: what nginx refuses belongs to no route of the source. */
import type { JsonObject } from '../../envoy/config.ts';
import { refusedPath } from '../../envoy/lua/path.ts';
import { record, text } from '../../kubernetes/plain.ts';
import { refusedHeader } from './forwarding.ts';

const { status, body } = record(refusedPath['direct_response']);

export const refusedRule: JsonObject = {
  // No id of the source has such a character.
  name: `~${text(refusedPath['name'])}`,
  match: [{ headers: { [refusedHeader]: {} } }],
  directResponse: { status, body: { string: record(body)['inline_string'] } },
  headers: { response: { set: { 'content-type': 'text/html' } } },
};

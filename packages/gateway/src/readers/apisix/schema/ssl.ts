/** Certificates (`apisix/schema_def.lua`, `_M.ssl`). */
import { child } from '@banyan/core/document/values.ts';
import { textOf } from '../typed.ts';
import { host, metadata } from './common.ts';
import type { Shape } from './shape.ts';
import { both, choice, either, integer, listOf, objectOf, text, unique, violation } from './shape.ts';

/** A secret reference stands for a certificate or key that APISIX fetches later. */
const reference = text({ pattern: /^\$(secret|env|ENV):\/\// });
const certificate = either(reference, text({ min: 128, max: 65_536 }));
const key = either(reference, text({ min: 64, max: 65_536 }));

const fields = objectOf(
  {
    id: metadata.id,
    desc: metadata.desc,
    labels: metadata.labels,
    create_time: metadata.create_time,
    update_time: metadata.update_time,
    type: choice('server', 'client'),
    cert: certificate,
    key,
    sni: host,
    snis: listOf(host, { min: 1 }),
    certs: listOf(certificate),
    keys: listOf(key),
    client: objectOf(
      {
        ca: text({ min: 128, max: 65_536 }),
        depth: integer({ min: 0 }),
        skip_mtls_uri_regex: unique(listOf(text(), { min: 1 })),
      },
      { required: ['ca'] },
    ),
    status: choice(1, 0),
    ssl_protocols: unique(listOf(choice('TLSv1.1', 'TLSv1.2', 'TLSv1.3'))),
  },
  { closed: true },
);

const relations: Shape = (node) => {
  for (const name of ['cert', 'key']) if (child(node, name) === undefined) return violation(node, 'missing', name);
  if (textOf(child(node, 'type')) === 'client') return undefined;
  if (child(node, 'sni') !== undefined || child(node, 'snis') !== undefined) return undefined;
  return violation(node, 'missing', 'sni | snis');
};

export const sslShape = both(fields, relations);

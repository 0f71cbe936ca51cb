/** proxy-mirror: a copy of requests goes to another server (`apisix/plugins/proxy-mirror.lua`). */
import type { Policy } from '../../../model/policy.ts';
import { choice, number, objectOf, text } from '../schema/shape.ts';
import { numberField, textField, unmapped } from './fields.ts';
import { serverOf } from './forward-auth.ts';
import type { PluginReader, Use } from './reader.ts';

const shape = objectOf(
  {
    host: text({ pattern: /^(?:http|https|grpc|grpcs):\/\/(?:\[[\da-fA-F:]+\]|[\da-zA-Z.-]+)(?::\d+)?$/ }),
    path: text({ pattern: /^\/[^?&]+$/ }),
    path_concat_mode: choice('replace', 'prefix'),
    sample_ratio: number({ min: 0.00001, max: 1 }),
  },
  { required: ['host'] },
);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const server = serverOf(textField(node, 'host', ''));
  if (server === undefined) return [unmapped(use)];
  const path = textField(node, 'path', '');
  const where = textField(node, 'path_concat_mode', 'replace') === 'prefix' ? 'before' : 'instead';
  return [
    {
      kind: 'mirror',
      origin: use.name,
      sources: [node],
      server: { host: server.host, port: server.port },
      path: path === '' ? undefined : { text: path, where },
      ratio: numberField(node, 'sample_ratio', 1),
    },
  ];
}

export const proxyMirror: PluginReader = { name: 'proxy-mirror', shape, read };

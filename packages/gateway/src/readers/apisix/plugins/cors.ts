/** cors: answers every OPTIONS request and adds headers to all answers (`apisix/plugins/cors.lua`). */
import { always } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Cors } from '../../../model/transforms.ts';
import { addressed } from '../addressed.ts';
import { type Reading, report } from '../context.ts';
import type { Shape } from '../schema/shape.ts';
import { boolean, both, integer, listOf, objectOf, text, unique, violation } from '../schema/shape.ts';
import { booleanOf, textOf } from '../typed.ts';
import { booleanField, numberField, textField, textsField, unmapped } from './fields.ts';
import { expressions } from './pattern.ts';
import type { PluginReader, Use } from './reader.ts';

const origins = text({ pattern: /^(\*|\*\*|null|\w+:\/\/[^,]+(,\w+:\/\/[^,]+)*)$/ });
const list = unique(listOf(text({ min: 1, max: 4096 }), { min: 1 }));

/** With credentials no option may be a lone star, given or by default. */
const credentials: Shape = (node) => {
  if (booleanOf(child(node, 'allow_credential')) !== true) return undefined;
  const starred = ['allow_origins', 'allow_methods', 'allow_headers'].find(
    (name) => textField(node, name, '*') === '*',
  );
  const given = ['expose_headers', 'timing_allow_origins'].find((name) => textOf(child(node, name)) === '*');
  const found = starred ?? given;
  return found === undefined ? undefined : violation(node, 'exclusive', `allow_credential, ${found} *`);
};

const shape = both(
  objectOf({
    allow_origins: origins,
    allow_methods: text(),
    allow_headers: text(),
    expose_headers: text(),
    max_age: integer(),
    allow_credential: boolean,
    allow_origins_by_regex: both(list, expressions),
    allow_origins_by_metadata: list,
    timing_allow_origins: origins,
    timing_allow_origins_by_regex: both(list, expressions),
  }),
  credentials,
);

const everyMethod = 'GET,POST,PUT,DELETE,PATCH,HEAD,OPTIONS,CONNECT,TRACE';

/** Origins by name in the plugin's metadata; `missing` when a name is not there, which breaks every answer of the route. */
function namedOrigins(node: Node, metadata: Node | undefined): readonly string[] | 'missing' | undefined {
  if (child(node, 'allow_origins_by_metadata') === undefined) return undefined;
  const known = child(metadata, 'allow_origins');
  if (known === undefined) return [];
  const found = textsField(node, 'allow_origins_by_metadata').map((name) => textOf(child(known, name)));
  return found.includes(undefined) ? 'missing' : found.flatMap((one) => one?.split(',') ?? []);
}

function read(use: Use, reading: Reading): readonly Policy[] {
  const { node } = use;
  const metadata = reading.objects.plugin_metadata.get(use.name)?.node;
  if (metadata !== undefined) reading.used.add(metadata);
  const named = namedOrigins(node, metadata);
  if (named === 'missing') {
    const route = reading.objects.routes.get(use.route ?? '');
    const when = route === undefined ? always : addressed(reading, route);
    report(reading, 'APX072', { plugin: use.name }, child(node, 'allow_origins_by_metadata') ?? node, {
      routes: 'all',
      when,
    });
    return [
      {
        ...unmapped(use, 'allow_origins_by_metadata'),
        protects: true,
        sources: metadata === undefined ? [node] : [node, metadata],
      },
    ];
  }
  const originPatterns = textsField(node, 'allow_origins_by_regex');
  const methods = textField(node, 'allow_methods', '*');
  const origins = textField(node, 'allow_origins', '*');
  const timingPatterns = textsField(node, 'timing_allow_origins_by_regex');
  const timing = textOf(child(node, 'timing_allow_origins'));
  const policy: Cors = {
    kind: 'cors',
    origin: use.name,
    sources: metadata === undefined || named === undefined ? [node] : [node, metadata],
    // Expressions take the place of the list; names that of the star.
    origins: originPatterns.length > 0 || (named !== undefined && origins === '*') ? [] : origins.split(','),
    originPatterns: named !== undefined && origins === '*' ? [] : originPatterns,
    named,
    vary: origins !== '*',
    timing:
      timing === undefined && timingPatterns.length === 0
        ? undefined
        : { origins: timingPatterns.length > 0 ? [] : (timing ?? '').split(','), patterns: timingPatterns },
    methods: methods === '**' ? everyMethod : methods,
    requestHeaders: textField(node, 'allow_headers', '*'),
    exposeHeaders: textField(node, 'expose_headers', ''),
    maxAge: numberField(node, 'max_age', 5),
    credentials: booleanField(node, 'allow_credential', false),
  };
  return [policy];
}

export const cors: PluginReader = { name: 'cors', shape, read };

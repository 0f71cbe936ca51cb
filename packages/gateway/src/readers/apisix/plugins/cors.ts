/** cors: answers every OPTIONS request and adds headers to all answers (`apisix/plugins/cors.lua`). */
import { child } from '@banyan/core/document/values.ts';
import type { Cors, Policy } from '../../../model/policy.ts';
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

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const originPatterns = textsField(node, 'allow_origins_by_regex');
  const methods = textField(node, 'allow_methods', '*');
  const policy: Cors = {
    kind: 'cors',
    origin: use.name,
    sources: [node],
    // Expressions take the place of the list.
    origins: originPatterns.length > 0 ? [] : textField(node, 'allow_origins', '*').split(','),
    originPatterns,
    methods: methods === '**' ? everyMethod : methods,
    requestHeaders: textField(node, 'allow_headers', '*'),
    exposeHeaders: textField(node, 'expose_headers', ''),
    maxAge: numberField(node, 'max_age', 5),
    credentials: booleanField(node, 'allow_credential', false),
  };
  const rest = ['allow_origins_by_metadata', 'timing_allow_origins', 'timing_allow_origins_by_regex'];
  return [policy, ...rest.filter((name) => child(node, name) !== undefined).map((name) => unmapped(use, name))];
}

export const cors: PluginReader = { name: 'cors', shape, read };

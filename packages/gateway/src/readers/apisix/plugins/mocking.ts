/** mocking: an example instead of the upstream's answer (`apisix/plugins/mocking.lua`); from a schema it is made up at random. */
import { always } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { HeaderEdits } from '../../../model/base.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Shape } from '../schema/shape.ts';
import { anything, boolean, both, either, integer, mapOf, number, objectOf, text, violation } from '../schema/shape.ts';
import { textOf } from '../typed.ts';
import { answering } from './answering.ts';
import { booleanField, headerPairs, numberField, textField, unmapped } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { templateOf } from './template.ts';

const types = ['application/xml', 'application/json', 'text/plain', 'text/html', 'text/xml'];

const knownType: Shape = (node) => {
  const media = (textOf(node) ?? '').split(';')[0]?.trim() ?? '';
  return types.includes(media) ? undefined : violation(node, 'choice', types.join(' | '));
};

const example: Shape = (node) =>
  child(node, 'response_example') === undefined && child(node, 'response_schema') === undefined
    ? violation(node, 'missing', 'response_example | response_schema')
    : undefined;

const shape = both(
  objectOf({
    delay: integer(),
    response_status: integer({ min: 100 }),
    content_type: both(text(), knownType),
    response_example: text(),
    response_schema: anything,
    with_mock_header: boolean,
    response_headers: mapOf(either(text(), number()), { min: 1, key: /^[^:]+$/ }),
  }),
  example,
);

/** What the plugin calls itself. */
const mockedBy: HeaderEdits['set'][number] = ['x-mock-by', ['APISIX/3.18.0']];

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const body = textOf(child(node, 'response_example'));
  const status = numberField(node, 'response_status', 200);
  if (body === undefined || status < 200 || status > 599) return [unmapped(use)];
  const headers: HeaderEdits['set'] = [
    ['content-type', [textField(node, 'content_type', 'application/json;charset=utf8')]],
    ...(booleanField(node, 'with_mock_header', true) ? [mockedBy] : []),
    ...headerPairs(child(node, 'response_headers')),
  ];
  const seconds = numberField(node, 'delay', 0);
  return [
    ...(seconds > 0
      ? [{ kind: 'delay', origin: `${use.name}.delay`, sources: [node], when: always, share: 100, seconds } as const]
      : []),
    answering(use, { status, body: templateOf(body), headers }, always),
  ];
}

export const mocking: PluginReader = { name: 'mocking', shape, read };

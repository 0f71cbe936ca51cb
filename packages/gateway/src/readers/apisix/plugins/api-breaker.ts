/**
 * api-breaker: after so many bad answers of the upstream the gateway answers by itself for a while, 2 seconds at first and twice as
 * long each further time (`apisix/plugins/api-breaker.lua`; observed: api-breaker vectors). It counts for host and path.
 */
import { child } from '@banyan/core/document/values.ts';
import type { Policy } from '../../../model/policy.ts';
import { integer, listOf, objectOf, text, unique } from '../schema/shape.ts';
import { itemsOf, numberOf, textOf } from '../typed.ts';
import { numberField, textField } from './fields.ts';
import type { PluginReader, Use } from './reader.ts';
import { templateOf } from './template.ts';

const statuses = (min: number, max: number): ReturnType<typeof unique> =>
  unique(listOf(integer({ min, max }), { min: 1 }));

const shape = objectOf(
  {
    break_response_code: integer({ min: 200, max: 599 }),
    break_response_body: text(),
    break_response_headers: listOf(
      objectOf({ key: text({ min: 1 }), value: text({ min: 1 }) }, { required: ['key', 'value'] }),
    ),
    max_breaker_sec: integer({ min: 3 }),
    unhealthy: objectOf({ http_statuses: statuses(500, 599), failures: integer({ min: 1 }) }),
    healthy: objectOf({ http_statuses: statuses(200, 499), successes: integer({ min: 1 }) }),
  },
  { required: ['break_response_code'] },
);

function read(use: Use): readonly Policy[] {
  const { node } = use;
  const unhealthy = child(node, 'unhealthy');
  const failing = itemsOf(child(unhealthy, 'http_statuses')).flatMap((item) => numberOf(item) ?? []);
  const body = textOf(child(node, 'break_response_body'));
  // Headers without a body are left out.
  const headers = body === undefined ? [] : itemsOf(child(node, 'break_response_headers'));
  return [
    {
      kind: 'break-circuit',
      origin: use.name,
      sources: [node],
      failing: failing.length === 0 ? [500] : failing,
      failures: (unhealthy && numberField(unhealthy, 'failures', 3)) ?? 3,
      first: 2,
      longest: numberField(node, 'max_breaker_sec', 300),
      status: numberField(node, 'break_response_code', 502),
      body,
      headers: headers.map((item) => [textField(item, 'key', ''), templateOf(textField(item, 'value', ''))]),
    },
  ];
}

export const apiBreaker: PluginReader = { name: 'api-breaker', shape, read };

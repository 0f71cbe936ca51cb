import { addResponseHeader, fill, setResponseHeader } from '../context.ts';
import { luaText, numberOf, tableOf, textOf } from '../lua/value.ts';
import { exampleOf } from './mocking-example.ts';
import type { Plugin } from './plugin.ts';

/** Answers with an example instead of the upstream (plugins/mocking.lua). */
export const mocking: Plugin = {
  name: 'mocking',
  priority: 10900,
  compile(conf, { gateway }) {
    const type = textOf(conf['content_type']) ?? 'application/json;charset=utf8';
    const example = textOf(conf['response_example']);
    const schema = tableOf(conf['response_schema']) ?? {};
    return {
      access(context) {
        setResponseHeader(context, 'Content-Type', type);
        if (conf['with_mock_header'] !== false) setResponseHeader(context, 'x-mock-by', 'APISIX/3.18.0');
        for (const [name, value] of Object.entries(tableOf(conf['response_headers']) ?? {}))
          addResponseHeader(context, name, fill(context, luaText(value)).text);
        const body = example ?? exampleOf(schema, type, gateway.random);
        return { status: numberOf(conf['response_status']) ?? 200, body: fill(context, body).text };
      },
    };
  },
};

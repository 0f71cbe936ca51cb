import { expect, test } from 'vitest';
import { child } from '@banyan/core/document/values.ts';
import { read } from './testing/read.ts';
import { itemsOf } from './typed.ts';

/** What is said about the one route, and the status that it would answer behind its plugins. */
function status(config: object): [number, readonly string[]] {
  const { model, said } = read(config);
  const action = model.rules[0]?.action;
  return [action?.kind === 'respond' ? action.respond.status : 0, said];
}

test('what is missing behind a redirect is never asked for', () => {
  const plugins = { redirect: { uri: '/new' } };
  expect(status({ routes: [{ id: 'pay', uri: '/pay', plugins, upstream_id: 'x' }] })).toEqual([503, []]);
  expect(status({ routes: [{ id: 'pay', uri: '/pay', plugins, upstream: { nodes: {} } }] })).toEqual([503, []]);
});
test('a redirect that lets requests pass needs an upstream', () => {
  for (const redirect of [{ http_to_https: true }, { uri: '/new', _meta: { filter: [['arg_a', '==', '1']] } }]) {
    expect(status({ routes: [{ id: 'pay', uri: '/pay', plugins: { redirect } }] })).toEqual([
      503,
      ['APX023 /routes/0'],
    ]);
  }
});
test('an empty value stands for nothing', () => {
  const { ledger, document } = read('routes:\n- {id: pay, uri: /pay, upstream_id: 1, plugins: ~}\n#END');
  const plugins = child(itemsOf(child(document.root, 'routes'))[0], 'plugins');
  expect(plugins && ledger.entry(plugins)).toMatchObject({ verdict: 'ignored', codes: ['APX015'] });
});

test.each(['plugins: []', 'plugins: {}', 'plugins: ~'])(
  'a global rule with %s does nothing, and that is said',
  (text) => {
    const { ledger, document } = read(`global_rules:\n- {id: all, ${text}}\n#END`);
    const plugins = child(itemsOf(child(document.root, 'global_rules'))[0], 'plugins');
    expect(plugins && ledger.entry(plugins)).toMatchObject({ verdict: 'ignored', codes: ['APX015'] });
  },
);

import { expect, test } from 'vitest';
import type { HostMatch } from '../../../model/model.ts';
import { rule } from '../testing/model.ts';
import { authorityMatcher, hostGroups } from './hosts.ts';

const exact = (name: string): HostMatch => ({ kind: 'exact', name, sources: [] });
const suffix = (text: string): HostMatch => ({ kind: 'suffix', suffix: text, sources: [] });

test('a narrow host keeps the rules of all wider ones behind its own', () => {
  const rules = [
    rule('admin', '/', { host: exact('admin.shop.example') }),
    rule('branches', '/', { host: suffix('.shop.example') }),
    rule('all', '/'),
  ];
  const groups = hostGroups(rules, () => 1)?.map(({ domains, rules: kept }) => [domains, kept.map(({ name }) => name)]);
  expect(groups).toEqual([
    [['admin.shop.example'], ['admin', 'branches', 'all']],
    [
      ['*.shop.example', '.shop.example'],
      ['branches', 'all'],
    ],
    [['*'], ['all']],
  ]);
});

test('a star without a dot means the bare name too, unless that has a host of its own', () => {
  const rules = [rule('shop', '/', { host: suffix('shop.example') })];
  expect(hostGroups(rules, () => 1)?.[0]?.domains).toEqual(['*shop.example', 'shop.example']);
  const both = [rule('bare', '/', { host: exact('shop.example') }), ...rules];
  expect(hostGroups(both, () => 1)?.map(({ domains }) => domains)).toEqual([
    ['shop.example'],
    ['*shop.example'],
    ['*'],
  ]);
});

test('hosts with the same rules share a virtual host', () => {
  const rules = [rule('all', '/'), rule('never', '/x', { host: suffix('') })];
  expect(hostGroups(rules, () => 1)?.map(({ domains }) => domains)).toEqual([['*']]);
});

test('rules are not copied without end: one virtual host takes them and each asks for its host', () => {
  const hosts = Array.from({ length: 60 }, (_, index) =>
    rule(`shop-${index}`, '/', { host: exact(`shop-${index}.example`) }),
  );
  const open = Array.from({ length: 60 }, (_, index) => rule(`open-${index}`, `/${index}/`));
  expect(hostGroups([...hosts, ...open], () => 1)).toBeUndefined();
  expect(authorityMatcher(exact('shop.example'))).toEqual([
    {
      name: ':authority',
      string_match: { safe_regex: { regex: '(?:[Ss][Hh][Oo][Pp]\\.[Ee][Xx][Aa][Mm][Pp][Ll][Ee])\\.?(?::[0-9]*)?' } },
    },
  ]);
  expect(authorityMatcher({ kind: 'any' })).toEqual([]);
});

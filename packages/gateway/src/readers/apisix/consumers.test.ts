import { expect, test } from 'vitest';
import { read, route } from './testing/read.ts';

const routes = [route('pay', { uri: '/pay', plugins: { 'key-auth': {} } })];

test('credentials stand inline or as objects of their own', () => {
  const config = {
    routes,
    consumers: [
      { username: 'alice', plugins: { 'key-auth': { key: 'one' } } },
      { id: 'alice/credentials/second', plugins: { 'key-auth': { key: 'two' } } },
      { id: 'nobody/credentials/x', plugins: { 'key-auth': { key: 'three' } } },
    ],
  };
  const { model, said } = read(config);
  expect(model.consumers).toMatchObject([{ name: 'alice', credentials: [{ key: 'one' }, { key: 'two' }] }]);
  expect(said).toEqual(['APX065 /consumers/2']);
});

test('a secret of a token may be base64, and other algorithms have a public key', () => {
  const jwt = (fields: object) => ({ 'jwt-auth': { key: 'k', ...fields } });
  const config = {
    routes,
    consumers: [
      { username: 'alice', plugins: jwt({ secret: 'c2VjcmV0', base64_secret: true }) },
      { username: 'bob', plugins: jwt({ key: 'b', algorithm: 'RS256', public_key: 'PEM' }) },
    ],
  };
  const [alice, bob] = read(config).model.consumers;
  expect(alice?.credentials[0]).toMatchObject({ kind: 'jwt', algorithm: 'HS256', secret: Buffer.from('secret') });
  expect(bob?.credentials[0]).toMatchObject({ algorithm: 'RS256', secret: { publicKey: 'PEM' } });
});

test('references into the environment are looked up; an unset one identifies nobody', () => {
  const config = {
    routes,
    consumers: [
      { username: 'alice', plugins: { 'key-auth': { key: '$env://SHOP_KEY' } } },
      { username: 'bob', plugins: { 'key-auth': { key: '$env://SHOP_JSON/bob' } } },
      { username: 'carol', plugins: { 'key-auth': { key: '$env://UNSET' } } },
      { username: 'dave', plugins: { 'key-auth': { key: '$secret://vault/1/x' } } },
    ],
  };
  const { model, said } = read(config, { environment: { SHOP_KEY: 'one', SHOP_JSON: '{"bob":"two"}' } });
  expect(model.consumers.map(({ credentials }) => credentials.map((one) => 'key' in one && one.key))).toEqual([
    ['one'],
    ['two'],
    [],
    [],
  ]);
  expect(said).toEqual(['APX060 /consumers/2/plugins/key-auth', 'APX060 /consumers/3/plugins/key-auth']);
});

const policies = (config: object) => {
  const { model, said } = read(config);
  return {
    said,
    policies: model.rules.map((rule) =>
      rule.policies.map(({ origin, kind, consumers }) => [kind === 'unmapped' ? `no ${origin}` : origin, consumers]),
    ),
  };
};

test('plugins of a consumer act on its requests alone, with or without a mapping', () => {
  const plugins = {
    'key-auth': { key: 'one' },
    'authz-casbin': {},
    'response-rewrite': { headers: { set: { a: 'b' } } },
  };
  const made = policies({ routes, consumers: [{ username: 'alice', plugins }] });
  expect(made.said).toEqual([]);
  expect(made.policies).toEqual([
    [
      ['key-auth', undefined],
      ['no authz-casbin', { only: ['alice'] }],
      ['response-rewrite', { only: ['alice'] }],
    ],
  ]);
});

test("a consumer's copy replaces the group's, and that the route's, but not in the rewrite phase", () => {
  const copy = (value: string) => ({
    'response-rewrite': { headers: { set: { level: value } } },
    'proxy-rewrite': { headers: { set: { level: value } } },
  });
  const made = policies({
    routes: [route('pay', { uri: '/pay', plugins: { 'key-auth': {}, ...copy('route') } })],
    consumer_groups: [{ id: 'gold', plugins: copy('gold') }],
    consumers: [
      { username: 'alice', group_id: 'gold', plugins: { 'key-auth': { key: 'one' }, ...copy('alice') } },
      { username: 'bob', group_id: 'gold', plugins: { 'key-auth': { key: 'two' } } },
      { username: 'carol', plugins: { 'key-auth': { key: 'three' }, ...copy('carol') } },
    ],
  });
  expect(made.policies).toEqual([
    [
      ['key-auth', undefined],
      ['proxy-rewrite', undefined],
      ['response-rewrite', { except: ['alice', 'bob', 'carol'] }],
      ['response-rewrite', { only: ['alice'] }],
      ['response-rewrite', { only: ['bob'] }],
      ['response-rewrite', { only: ['carol'] }],
    ],
  ]);
});

test('in the rewrite phase a copy acts where the route has none and one of consumer and group brings it', () => {
  const rewrite = { 'proxy-rewrite': { headers: { set: { a: 'b' } } } };
  const made = policies({
    routes,
    consumer_groups: [{ id: 'gold', plugins: rewrite }],
    consumers: [
      { username: 'alice', group_id: 'gold', plugins: { 'key-auth': { key: 'one' }, ...rewrite } },
      { username: 'bob', group_id: 'gold', plugins: { 'key-auth': { key: 'two' } } },
    ],
  });
  expect(made.policies).toEqual([
    [
      ['key-auth', undefined],
      ['proxy-rewrite', { only: ['bob'] }],
    ],
  ]);
});

test('a consumer group that does not exist answers 503 to its consumers', () => {
  const config = { routes, consumers: [{ username: 'alice', group_id: 'x', plugins: { 'key-auth': { key: 'one' } } }] };
  const made = policies(config);
  expect(made.said).toEqual(['APX063 /consumers/0/group_id']);
  expect(made.policies).toEqual([
    [
      ['key-auth', undefined],
      ['group_id', { only: ['alice'] }],
    ],
  ]);
});

test('of two consumers with one key the later one has it', () => {
  const consumer = (username: string) => ({ username, plugins: { 'key-auth': { key: 'same' } } });
  const { model, said } = read({ routes, consumers: [consumer('alice'), consumer('bob')] });
  expect(model.consumers.map(({ name, credentials }) => [name, credentials.length])).toEqual([
    ['alice', 0],
    ['bob', 1],
  ]);
  expect(said).toEqual(['APX064 /consumers/0/plugins/key-auth']);
});

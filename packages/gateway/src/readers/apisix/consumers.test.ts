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
  expect(model.consumers.map(({ credentials }) => credentials.map(({ key }) => key))).toEqual([
    ['one'],
    ['two'],
    [],
    [],
  ]);
  expect(said).toEqual(['APX060 /consumers/2/plugins/key-auth', 'APX060 /consumers/3/plugins/key-auth']);
});

test('a consumer whose protection has no mapping is closed', () => {
  const plugins = { 'key-auth': { key: 'one' }, 'limit-req': { rate: 1, burst: 0, key: 'remote_addr' } };
  const { model, said } = read({ routes, consumers: [{ username: 'alice', plugins }] });
  expect(model.consumers).toEqual([]);
  expect(said).toEqual(['APX062 /consumers/0/plugins/limit-req', 'APX066 /consumers/0']);
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

test('a consumer group that does not exist closes its consumers', () => {
  const config = { routes, consumers: [{ username: 'alice', group_id: 'x', plugins: { 'key-auth': { key: 'one' } } }] };
  const { model, said } = read(config);
  expect(model.consumers).toEqual([]);
  expect(said).toEqual(['APX063 /consumers/0/group_id', 'APX066 /consumers/0']);
});

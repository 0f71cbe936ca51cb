import { createCipheriv } from 'node:crypto';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { describe as suite, expect, test } from 'vitest';
import type { Model } from '../../../model/model.ts';
import type { SourceFile } from '../../reader.ts';
import { apisixReader } from '../reader.ts';

const file = (name: string, value: unknown): SourceFile => ({
  name,
  bytes: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
  ...(name === 'config.yaml' ? { static: true } : {}),
});

function read(files: readonly SourceFile[], environment: Record<string, string> = {}): Model {
  const documents = files.flatMap((one) => {
    const parsed = apisixReader.parse(one, { environment });
    if (!parsed.ok) throw new Error(parsed.error.map(({ code }) => code).join(' '));
    return parsed.value;
  });
  const result = apisixReader.read(documents, createLedger(), { environment });
  if (!result.ok) throw new Error(result.error.map(({ code }) => code).join(' '));
  return result.value;
}

const nodes = [{ host: '10.0.0.1', port: 8080, weight: 1 }];
const config = (lines: string): SourceFile => file('config.yaml', `apisix:\n  node_listen: 9080\n${lines}`);

suite('etcd', () => {
  const encrypted = (text: string, key: string): string => {
    const cipher = createCipheriv('aes-128-cbc', key, key);
    return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  };
  const stored = (key: string): SourceFile =>
    file('etcd.json', {
      '/apisix/routes/1': { uri: '/pay', plugins: { 'key-auth': {} }, upstream: { nodes } },
      '/apisix/consumers/alice': { username: 'alice' },
      '/apisix/consumers/alice/credentials/2': { plugins: { 'key-auth': { key } } },
      '/apisix/routes/': 'init_dir',
    });
  const keyIn = (model: Model): string | undefined => {
    const [credential] = model.consumers[0]?.credentials ?? [];
    return credential?.kind === 'key' ? credential.key : undefined;
  };

  test('credentials belong to the consumer that their key names', () => {
    expect(keyIn(read([stored('in the clear')]))).toBe('in the clear');
  });

  test('secrets are opened with the keyring that APISIX comes with', () => {
    expect(keyIn(read([stored(encrypted('sesame', 'qeddd145sfvddff3'))]))).toBe('sesame');
    expect(keyIn(read([stored(encrypted('sesame', 'edd1c9f0985e76a2'))]))).toBe('sesame');
  });

  test('secrets are opened with the keyring of config.yaml', () => {
    const own = config('  data_encryption:\n    keyring: [abcdefghijklmnop]\n');
    expect(keyIn(read([stored(encrypted('sesame', 'abcdefghijklmnop')), own]))).toBe('sesame');
  });

  test('what no key opens is taken as it stands', () => {
    const text = encrypted('sesame', 'ponmlkjihgfedcba');
    expect(keyIn(read([stored(text)]))).toBe(text);
  });

  test('nothing is opened where encryption is switched off', () => {
    const text = encrypted('sesame', 'qeddd145sfvddff3');
    const off = config('  data_encryption:\n    enable_encrypt_fields: false\n');
    expect(keyIn(read([stored(text), off]))).toBe(text);
  });
});

suite('ADC', () => {
  const estate = {
    services: [
      {
        name: 'shop',
        description: 'all of the shop',
        hosts: ['shop.example'],
        upstream: { name: 'default', nodes, scheme: '${SCHEME}' },
        plugins: { cors: {} },
        routes: [
          { name: 'orders', uris: ['/orders/*'], methods: ['GET'], timeout: { connect: 1, send: 2, read: 3 } },
          { name: 'pay', uris: ['/pay'], plugins: { 'key-auth': {} } },
        ],
      },
    ],
    consumers: [{ username: 'alice', credentials: [{ name: 'one', type: 'key-auth', config: { key: 'k1' } }] }],
    consumer_groups: [{ name: 'gold', plugins: {}, consumers: [{ username: 'bob' }] }],
    global_rules: { prometheus: {}, cors: { max_age: 7 } },
  };
  const model = read([file('adc.yaml', JSON.stringify(estate))], { SCHEME: 'https' });

  test('routes are called by their service and name, and have its hosts', () => {
    expect(new Set(model.rules.map(({ route }) => route))).toEqual(new Set(['shop.orders', 'shop.pay']));
    expect(model.rules.map(({ host }) => host)).toMatchObject([
      { kind: 'exact', name: 'shop.example' },
      { kind: 'exact', name: 'shop.example' },
    ]);
  });

  test('variables are replaced, credentials belong to their consumer, groups bring theirs', () => {
    expect(Array.from(model.upstreams.values(), ({ scheme }) => scheme)).toContain('https');
    expect(model.consumers.map(({ name, credentials }) => [name, credentials.length])).toEqual([
      ['alice', 1],
      ['bob', 0],
    ]);
  });

  test('routes of the same path are tried in the order of the ids that ADC makes of their names', () => {
    const paths = (names: readonly string[]): string[] => {
      const routes = names.map((name) => ({ name, uris: ['/pay'] }));
      const both = read([file('adc.json', { services: [{ name: 's', upstream: { nodes }, routes }] })]);
      return both.rules.map(({ route }) => route);
    };
    expect(paths(['a', 'b', 'c'])).toEqual(paths(['c', 'b', 'a']));
  });
});

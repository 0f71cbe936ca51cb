import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import type { WriterOptions } from '../../writer.ts';
import { compile } from '../compile.ts';
import { model, policy, rule, upstream } from '../testing/model.ts';
import { byPassword } from './authenticate-by-password.ts';
import type { PolicyContext } from './variant.ts';

const ada = { kind: 'password', user: 'ada', password: 'sesame', sources: [] } as const;
const asked = policy(
  { kind: 'authenticate-by-password', realm: 'basic', hideCredentials: false, anonymous: undefined },
  'basic-auth',
);
const shop = model([rule('orders', '/', { policies: [asked] })], [upstream('shop', 80)], {
  consumers: [{ name: 'ada', credentials: [ada], sources: [] }],
});

const options: WriterOptions = { allow: new Set(), secrets: 'inline', unsupported: 'close', listen: undefined };

/** Whether the first way, that of the only user, takes the header. */
function recognised(authorization: string): boolean {
  const { needs } = compile(shop, options);
  const context: PolicyContext = {
    model: shop,
    options,
    needs,
    route: 'orders',
    name: 'orders',
    upstream: undefined,
    passesHost: true,
    path: undefined,
  };
  if (asked.kind !== 'authenticate-by-password') throw new Error('another policy');
  const made = byPassword(asked, context);
  if ('code' in made) throw new Error(made.code);
  const pattern = JSON.stringify(made.ways[0]?.guard);
  const { regex } = /"regex":(?<regex>"(?:[^"\\]|\\.)*")/.exec(pattern)?.groups ?? {};
  // Written by JSON.stringify just before.
  return RE2JS.compile(JSON.parse(regex ?? '""') as string).matches(authorization);
}

const encoded = Buffer.from('ada:sesame').toString('base64');

test.each(['Basic ', 'bAsIc\t', 'XBasic ', 'foo Basic ', 'bbasic ', 'basibasic ', 'basics basic ', 'Basic: basic '])(
  'the word is found where it first stands: %s',
  (words) => expect(recognised(words + encoded)).toBe(true),
);

test.each(['', 'Basic', 'Bearer ', 'Basic Basic ', 'basic x basic ', 'basi c '])(
  'what follows the first word is all that counts: %s',
  (words) => expect(recognised(words + encoded)).toBe(false),
);

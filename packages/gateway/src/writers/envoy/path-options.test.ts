import { createLedger } from '@banyan/core/ledger/ledger.ts';
import { expect, test } from 'vitest';
import type { PathOption } from '../../model/model.ts';
import { leaf, model, rule, upstream } from './testing/model.ts';
import { echo, serve } from './testing/envoy.ts';
import { envoyWriter } from './writer.ts';

/** Target that the upstream receives, or the status, for each path. */
async function targets(kind: PathOption['kind'], paths: readonly string[]): Promise<readonly (string | number)[]> {
  const shop = await echo();
  const exact = rule('orders', '/', { path: { kind: 'exact', path: '/orders', sources: [] } });
  const made = model([exact, rule('items', '/items/')], [upstream('shop', shop.port)]);
  const options = [{ kind, origin: 'option', source: leaf('option') }];
  const written = envoyWriter.write({ ...made, path: { ...made.path, options } }, createLedger(), {
    allow: new Set(['lua']),
    secrets: 'inline',
    unsupported: 'close',
    listen: { address: '127.0.0.1', port: 0 },
  });
  const served = await serve(written.files[0]?.chunks ?? []);
  try {
    const seen: (string | number)[] = [];
    for (const path of paths) {
      const { status, body } = await served.ask('GET', path, { host: 'shop.example', 'x-banyan-match': '/items/1' });
      // The echo upstream writes exactly this.
      seen.push(status === 200 ? (JSON.parse(body) as { target: string }).target : status);
    }
    return seen;
  } finally {
    await served.stop();
    await shop.stop();
  }
}

test('a slash at the end does not count where the source drops it, and reaches the upstream', async () => {
  const paths = ['/orders/', '/orders//?a=1', '/items/', '/items/7/', '/'];
  expect(await targets('drops-tail-slash', paths)).toEqual(['/orders/', '/orders//?a=1', 404, '/items/7/', 404]);
}, 30_000);

test('parameters of segments do not count where the source drops them, and the upstream sees the decoded path', async () => {
  const paths = ['/orders;v=1?a=1', '/items/a%62c%3Bd;e', '/items/..;/x', '/items/;a/b'];
  expect(await targets('drops-parameters', paths)).toEqual(['/orders;v=1', '/items/abc;d;e', 400, 400]);
}, 30_000);

test('an escaped slash is none where the source keeps it', async () => {
  const paths = ['/items%2F7', '/items/7%2F8', '/orders'];
  expect(await targets('keeps-escaped-slash', paths)).toEqual([404, '/items/7%2F8', '/orders']);
}, 30_000);

import { expect, test } from 'vitest';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import type { WriteLog } from '../../../model/observe.ts';
import { istioWriter } from '../../istio/writer.ts';
import type { WriterOptions } from '../../writer.ts';
import { model, policy, rule, upstream } from '../testing/model.ts';
import { envoyWriter } from '../writer.ts';

const log = (format: WriteLog['format'], left: readonly string[] = []) =>
  policy({ kind: 'write-log', format, left }, 'file-logger');

const options: WriterOptions = { allow: new Set(), secrets: 'inline', unsupported: 'close', listen: undefined };

const shop = model(
  [
    rule('orders', '/orders', { policies: [log([['who', [{ attribute: 'clientAddress' }, ' 100%']]])] }),
    rule('voice', '/voice', {
      policies: [log([['who', [{ attribute: 'clientAddress' }, ' 100%']]]), log(undefined, ['match'])],
    }),
    rule('open', '/open'),
  ],
  [upstream('shop', 8080)],
);

test('routes with one format share an access log, and say so in their metadata', () => {
  const written = envoyWriter.write(shop, createLedger(), options);
  const text = Array.from(written.files[0]?.chunks ?? []).join('');
  expect(text.match(/envoy\.access_loggers\.stdout/g)).toHaveLength(2);
  expect(text).toContain('who: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% 100%%"');
  expect(text).toContain('logs: " 1 "');
  expect(text).toContain('logs: " 1 2 "');
});

test('what a line does not say is named', () => {
  const { findings } = envoyWriter.write(
    model(
      [rule('orders', '/orders', { policies: [log([['who', [{ attribute: 'unknown:hostname' }]]], ['match'])] })],
      [upstream('shop', 8080)],
    ),
    createLedger(),
    options,
  );
  const left = findings.filter(({ code }) => code === 'ENV143').map(({ params }) => params['left']);
  expect(left).toEqual(['hostname, match']);
});

test('Istio logs the requests of the rules that stand for these routes', () => {
  const { files } = istioWriter.write(shop, createLedger(), options);
  const found = files.find(({ path }) => path === 'telemetry.yaml');
  expect(Array.from(found?.chunks ?? []).join('')).toContain("xds.route_name in ['orders', 'voice']");
});

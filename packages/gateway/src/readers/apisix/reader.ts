/**
 * Reads standalone APISIX configurations (`apisix.yaml`, `apisix.json`, or the same sections as an object) with an optional
 * `config.yaml` beside them.
 */
import type { Document } from '@banyan/core/document/node.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { child, eachWrittenLeaf, isObject, kindOf } from '@banyan/core/document/values.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Model } from '../../model/model.ts';
import type { Reader, ReaderOptions } from '../reader.ts';
import { account } from './account.ts';
import { candidatesOf } from './candidates.ts';
import { readCertificates } from './certificates.ts';
import { readConsumers } from './consumers.ts';
import type { Reading } from './context.ts';
import { report } from './context.ts';
import { globalUses } from './globals.ts';
import { load } from './load.ts';
import { policiesOf } from './policies.ts';
import { prepareWith } from './prepare.ts';
import { routeNotFound } from './respond.ts';
import { rulesOf } from './rules.ts';
import { isStatic, readStatic } from './static.ts';
import type { Targets } from './target.ts';
import { idOf, readDifferently } from './typed.ts';

/** Reports plain scalars that APISIX types differently from what the file seems to say. */
function reportDifferent(reading: Pick<Reading, 'findings'>, document: Document): void {
  if (document.syntax === 'json') return;
  eachWrittenLeaf(document.root, (leaf) => {
    if (leaf.kind === 'scalar' && readDifferently(leaf)) report(reading, 'APX003', { text: leaf.text }, leaf);
  });
}

/** The document that APISIX loads: the first one that is no static configuration. Further ones are not looked at. */
function mainDocument(documents: readonly Document[], ledger: Ledger, findings: Finding[]): Document | undefined {
  const [main, ...further] = documents.filter((document) => !isStatic(document));
  for (const document of further) {
    report({ findings }, 'APX004', {}, document.root);
    ledger.mark(document.root, 'ignored', { code: 'APX004' });
  }
  return main;
}

function read(
  documents: readonly Document[],
  ledger: Ledger,
  options: ReaderOptions,
): Result<Model, readonly Finding[]> {
  const findings: Finding[] = [];
  const main = mainDocument(documents, ledger, findings);
  const root = main?.root;
  if (main === undefined || root === undefined || !isObject(root)) {
    const [first] = documents;
    const at = root ?? first?.root;
    const found = at === undefined ? 'null' : kindOf(at);
    return err([finding('DOC016', { found }, at === undefined ? {} : { source: placeOf(at) })]);
  }
  const settings = readStatic({ ledger, findings }, documents.filter(isStatic), options, root);
  reportDifferent({ findings }, main);
  const objects = load({ ledger, findings, plugins: settings.plugins }, root);
  const environment = options.environment ?? {};
  const partial = { ledger, findings, objects, environment, httpsPort: settings.httpsPort };
  const reading: Reading = { ...partial, used: new Set(), globals: globalUses(partial) };
  const targets: Targets = { upstreams: new Map(), known: new Map() };
  const candidates = candidatesOf(reading, settings.router, (route) =>
    objects.services.get(idOf(child(route.node, 'service_id')) ?? ''),
  );
  const rules = rulesOf(reading, targets, candidates);
  const fallback = { respond: routeNotFound, policies: policiesOf(reading, [])[0]?.policies ?? [] };
  const consumers = readConsumers(reading);
  const certificates = readCertificates(
    reading,
    settings.listeners.some(({ tls }) => tls),
  );
  account(reading);
  return ok({
    listeners: settings.listeners,
    rules,
    upstreams: targets.upstreams,
    consumers,
    certificates,
    fallback,
    path: { decode: true, mergeSlashes: true, resolveDots: true, forwardsAsSent: true },
    forwarding: {
      realIp: true,
      forwardedFor: 'append',
      forwardedProto: true,
      forwardedHost: true,
      forwardedPort: true,
      // APISIX's default: real_ip_header X-Real-IP, believed from the machine itself.
      believes: { header: 'X-Real-IP', from: ['127.0.0.1'] },
    },
    // APISIX's nginx.conf: `charset utf-8` with nginx's default charset_types.
    charset: {
      name: 'utf-8',
      types: [
        'text/html',
        'text/xml',
        'text/plain',
        'text/vnd.wap.wml',
        'application/javascript',
        'application/rss+xml',
      ],
    },
    upstreamStatus: 'X-APISIX-Upstream-Status',
    findings,
  });
}

export const apisixReader: Reader = { format: 'apisix', prepare: prepareWith, read };

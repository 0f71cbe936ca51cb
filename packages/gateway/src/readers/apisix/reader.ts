/** Reads configurations of APISIX through the door that they come by, with an optional `config.yaml` beside them. */
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
import { markRest, report } from './context.ts';
import { globalUses } from './globals.ts';
import { doorOf, doors } from './doors/list.ts';
import { load } from './load.ts';
import { parse } from './parse.ts';
import { unpack } from './unpack.ts';
import { onlyWanted } from './only.ts';
import { policiesOf } from './policies.ts';
import { prepareWith } from './prepare.ts';
import { routeNotFound } from './respond.ts';
import { rulesOf } from './rules.ts';
import { isStatic, readStatic } from './static.ts';
import type { Targets } from './targets.ts';
import { idOf, readDifferently } from './typed.ts';

/** Reports plain scalars that APISIX types differently from what the file seems to say. */
function reportDifferent(reading: Pick<Reading, 'findings'>, document: Document): void {
  if (document.syntax === 'json') return;
  eachWrittenLeaf(document.root, (leaf) => {
    if (leaf.kind === 'scalar' && readDifferently(leaf)) report(reading, 'APX003', { text: leaf.text }, leaf);
  });
}

/** Only static configurations were given, or nothing at all. */
function nothingIn([first]: readonly Document[]): Finding {
  const found = first === undefined ? 'null' : kindOf(first.root);
  return finding('DOC016', { found }, first === undefined ? {} : { source: placeOf(first.root) });
}

function read(
  documents: readonly Document[],
  ledger: Ledger,
  options: ReaderOptions,
): Result<Model, readonly Finding[]> {
  const findings: Finding[] = [];
  const environment = options.environment ?? {};
  const [main, ...others] = documents.filter((document) => !isStatic(document));
  if (main === undefined) return err([nothingIn(documents)]);
  const door = doors.get(options.door ?? '') ?? doorOf([main, ...others]);
  const config = documents
    .filter(isStatic)
    .map(({ root }) => root)
    .find(isObject);
  const opened = door.open([main, ...others], { ledger, findings, environment, config });
  if (!opened.ok) return opened;
  const settings = readStatic({ ledger, findings }, config, options, opened.value);
  if (door.acceptance === 'file') reportDifferent({ findings }, main);
  const loading = { ledger, findings, plugins: settings.plugins, acceptance: door.acceptance };
  const objects = onlyWanted({ ledger, findings }, load(loading, opened.value), options.only ?? []);
  const partial = { ledger, findings, objects, environment, httpsPort: settings.httpsPort };
  const targets: Targets = { upstreams: new Map(), known: new Map() };
  const unidentified: Reading = { ...partial, targets, used: new Set(), globals: globalUses(partial), consumers: [] };
  const reading: Reading = { ...unidentified, consumers: readConsumers(unidentified) };
  const candidates = candidatesOf(reading, settings.router, (route) =>
    objects.services.get(idOf(child(route.node, 'service_id')) ?? ''),
  );
  const rules = rulesOf(reading, targets, candidates);
  const fallback = { respond: routeNotFound, policies: policiesOf(reading, []) };
  const consumers = reading.consumers.map(({ consumer }) => consumer);
  const certificates = readCertificates(
    reading,
    settings.listeners.some(({ tls }) => tls),
  );
  account(reading, (options.only ?? []).length > 0);
  for (const node of opened.value.referred ?? []) markRest(reading, node, 'ignored', 'APX090');
  return ok({
    listeners: settings.listeners,
    rules,
    upstreams: targets.upstreams,
    consumers,
    certificates,
    fallback,
    path: { decode: true, mergeSlashes: true, resolveDots: true, forwardsAsSent: true, options: settings.path },
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

export const apisixReader: Reader = {
  format: 'apisix',
  doors: Array.from(doors.keys()),
  doorOf: (documents) => `apisix-${doorOf(documents.filter((document) => !isStatic(document))).name}`,
  prepare: prepareWith,
  parse,
  unpack,
  read,
};

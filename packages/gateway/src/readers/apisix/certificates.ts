/** Certificates that APISIX shows to clients (`apisix/ssl/router/radixtree_sni.lua`). */
import { all, any } from '@banyan/core/condition/condition.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Certificate } from '../../model/model.ts';
import { serverName } from '../../model/server-name.ts';
import type { Reading } from './context.ts';
import { markRest, report } from './context.ts';
import type { Item } from './objects.ts';
import { hasReference } from './reference.ts';
import { itemsOf, numberOf, textOf } from './typed.ts';

const texts = (node: Node | undefined): string[] =>
  (node?.kind === 'list' ? itemsOf(node) : node === undefined ? [] : [node]).flatMap((item) => textOf(item) ?? []);

function pairsOf(item: Item): Certificate['pairs'] {
  const certificates = [...texts(child(item.node, 'cert')), ...texts(child(item.node, 'certs'))];
  const keys = [...texts(child(item.node, 'key')), ...texts(child(item.node, 'keys'))];
  return certificates.flatMap((certificate, index) => {
    const key = keys[index];
    return key === undefined ? [] : [{ certificate, key }];
  });
}

const fields = ['cert', 'certs', 'key', 'keys', 'sni', 'snis', 'ssl_protocols', 'type'] as const;

/** A certificate for clients of upstreams serves no listener; the upstream that names it says what becomes of it. */
function isServer(reading: Reading, item: Item): boolean {
  for (const name of ['key', 'keys']) {
    const key = child(item.node, name);
    if (key !== undefined) reading.ledger.conceal(key);
  }
  if (numberOf(child(item.node, 'status')) === 0) {
    markRest(reading, item.node, 'ignored', 'APX012');
    return false;
  }
  if (textOf(child(item.node, 'type')) !== 'client') return true;
  if (!reading.used.has(item.node)) markRest(reading, item.node, 'ignored', 'APX013');
  else if (hasReference(item.node)) {
    report(reading, 'APX028', { id: item.id }, item.node, { routes: 'all', when: { always: true } });
    markRest(reading, item.node, 'unsupported', 'APX028');
  }
  return false;
}

/** `tls`: whether anything listens with TLS; otherwise certificates have no effect. */
export function readCertificates(reading: Reading, tls: boolean): Certificate[] {
  return Array.from(reading.objects.ssls.values()).flatMap((item): Certificate[] => {
    if (!isServer(reading, item)) return [];
    if (hasReference(item.node)) {
      report(reading, 'APX029', { id: item.id }, item.node, {
        routes: 'all',
        when: { subject: 'scheme', equals: 'https' },
      });
      markRest(reading, item.node, 'unsupported', 'APX029');
      return [];
    }
    if (!tls) {
      markRest(reading, item.node, 'ignored', 'APX040');
      return [];
    }
    const client = child(item.node, 'client');
    const skip = child(client, 'skip_mtls_uri_regex');
    if (skip !== undefined) {
      const when = all([{ subject: 'scheme', equals: 'https' }, any(namesOf(item).map(serverName))]);
      report(reading, 'APX041', { id: item.id }, skip, { routes: 'all', when });
      reading.ledger.mark(skip, 'unsupported', { code: 'APX041' });
    }
    const authority = textOf(child(client, 'ca'));
    const sources = fields.flatMap((name) => child(item.node, name) ?? []);
    const clientSources = ['ca', 'depth'].flatMap((name) => child(client, name) ?? []);
    return [
      {
        names: namesOf(item),
        pairs: pairsOf(item),
        client: authority === undefined ? undefined : { authority, depth: numberOf(child(client, 'depth')) ?? 1 },
        protocols: texts(child(item.node, 'ssl_protocols')),
        sources: [...sources, ...clientSources],
      },
    ];
  });
}

const namesOf = ({ node }: Item): readonly string[] =>
  [...texts(child(node, 'sni')), ...texts(child(node, 'snis'))].map((name) => name.toLowerCase());

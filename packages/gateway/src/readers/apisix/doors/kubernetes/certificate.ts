/** ApisixTls: hosts and the Secret with their certificate (`internal/adc/translator/apisixtls.go`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { idOf, itemsOf, textOf } from '../../typed.ts';
import { sortFields } from '../part.ts';
import type { Manifest } from './manifest.ts';
import { keyOfName } from './route.ts';
import { authorityOf, pairOf, secretOf } from './secret.ts';
import type { Refusal, Translation } from './translation.ts';
import { isRefusal, mark, markEnvelope, refuse } from './translation.ts';

const fates = { hosts: 'taken', secret: 'taken', client: 'taken', ingressClassName: 'taken' } as const;

type Texts = NonNullable<ReturnType<typeof secretOf>>;

function referred(translation: Translation, tls: Manifest, reference: Node | undefined): Texts | Refusal {
  const name = idOf(child(reference, 'name')) ?? '';
  const namespace = idOf(child(reference, 'namespace')) ?? tls.namespace;
  const texts = secretOf(translation, namespace, name);
  if (texts === undefined) return { node: reference ?? tls.node, reason: `Secret ${namespace}/${name}` };
  mark(translation, reference, 'exact');
  return texts;
}

function clientOf(translation: Translation, tls: Manifest): Node | Refusal | undefined {
  const client = child(tls.spec, 'client');
  if (client === undefined) return undefined;
  sortFields(
    translation.opening,
    client,
    { caSecret: 'taken', depth: 'taken', skip_mtls_uri_regex: 'taken' },
    'client',
  );
  const reference = child(client, 'caSecret');
  const texts = referred(translation, tls, reference);
  if (isRefusal(texts)) return texts;
  const authority = authorityOf(texts);
  if (authority === undefined) return { node: reference ?? client, reason: 'ca.crt' };
  return translation.make.object(client, [
    ['ca', authority],
    ['depth', child(client, 'depth')],
    ['skip_mtls_uri_regex', child(client, 'skip_mtls_uri_regex')],
  ]);
}

export function readTls(translation: Translation, tls: Manifest): void {
  const { opening, make, collected } = translation;
  markEnvelope(translation, tls);
  sortFields(opening, tls.spec, fates, 'ApisixTls');
  const texts = referred(translation, tls, child(tls.spec, 'secret'));
  if (isRefusal(texts)) return refuse(translation, tls, texts);
  const { certificate, key } = pairOf(texts);
  if (certificate === undefined || key === undefined) {
    return refuse(translation, tls, { node: child(tls.spec, 'secret') ?? tls.node, reason: 'tls.crt, tls.key' });
  }
  const client = clientOf(translation, tls);
  if (isRefusal(client)) return refuse(translation, tls, client);
  const hosts = child(tls.spec, 'hosts') ?? tls.node;
  const names = itemsOf(hosts).map((host) => make.value(host, (textOf(host) ?? '').trim().toLowerCase(), [host]));
  const name = `ApisixTls_${tls.namespace}_${tls.name}`;
  const fields = [
    ['snis', make.list(hosts, names)],
    ['cert', certificate],
    ['key', key],
    ['client', client],
  ] as const;
  collected.add('ssls', `${tls.namespace}_${tls.name}`, make.object(tls.node, fields), keyOfName(name));
  return undefined;
}

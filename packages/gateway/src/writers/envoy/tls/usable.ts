/** Which certificates Envoy can show, and what is to be said about the others. A bad one would keep Envoy from starting. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Certificate } from '../../../model/model.ts';
import type { Notes } from '../notes.ts';

/** Versions that Envoy's TLS library speaks with the ciphers that are on by default. */
const versions = ['TLSv1.2', 'TLSv1.3'] as const;
export type Version = (typeof versions)[number];

export interface Shown extends Certificate {
  /** Name of its filter chain. */
  readonly chain: string;
  readonly versions: readonly Version[];
}

const overTls: Condition = { subject: 'scheme', equals: 'https' };

/** Certificates with pairs that fit and a version that can be spoken; all sources are marked. */
export function usable(certificates: readonly Certificate[], pointer: string, notes: Notes): readonly Shown[] {
  return certificates.flatMap((one, index): readonly Shown[] => {
    const [source] = one.sources;
    const names = one.names.join(', ');
    const said = { params: { names }, source, routes: 'all', pointer, when: overTls } as const;
    const pairs = one.pairs.filter(({ certificate, key }) => fits(certificate, key));
    const spoken = one.protocols.length === 0 ? versions : versions.filter((name) => one.protocols.includes(name));
    const authority = one.client === undefined || isCertificate(one.client.authority);
    if (pairs.length === 0 || spoken.length === 0 || !authority) {
      notes.mark(one.sources, 'unsupported', '', 'ENV063');
      notes.say({ code: 'ENV063', ...said });
      return [];
    }
    const complete = pairs.length === one.pairs.length && one.protocols.every((name) => isVersion(name));
    if (complete) notes.mark(one.sources, 'exact', pointer);
    else {
      notes.mark(one.sources, 'approximated', pointer, 'ENV064');
      notes.say({ code: 'ENV064', ...said });
    }
    return [{ ...one, pairs, versions: spoken, chain: `${index + 1}-${one.names[0] ?? ''}` }];
  });
}

const isVersion = (name: string): boolean => versions.some((version) => version === name);

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}

function fits(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

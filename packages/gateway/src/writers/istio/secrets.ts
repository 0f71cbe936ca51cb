/** Certificates and their keys as Secrets, which Istio's objects name. */
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, object } from '../kubernetes/objects.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** `authority`: whose certificates the other side must show. */
export const secretOf = (
  name: string,
  { certificate, key }: { readonly certificate: string; readonly key: string },
  authority: string | undefined,
  naming: Naming,
): JsonObject =>
  object('v1', 'Secret', name, naming, {
    type: authority === undefined ? 'kubernetes.io/tls' : 'Opaque',
    data: {
      'tls.crt': base64(certificate),
      'tls.key': base64(key),
      'ca.crt': authority === undefined ? undefined : base64(authority),
    },
  });

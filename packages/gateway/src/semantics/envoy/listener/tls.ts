import { X509Certificate } from 'node:crypto';
import { type Data, flag, inlineText, table, tableOrEmpty, typeOf } from '../data.ts';

/** How a filter chain ends TLS. */
export interface Ending {
  /** Whether the handshake succeeds with the certificate that the client shows. */
  readonly accepts: (certificate: string | undefined) => boolean;
  /** Parts that are not known and that could matter. */
  readonly unknown: readonly string[];
}

/** The TLS of a chain (`DownstreamTlsContext`); undefined when it speaks in the clear. */
export function tlsEnding(chain: Data): Ending | undefined {
  const socket = table(chain, 'transport_socket');
  const config = tableOrEmpty(socket ?? {}, 'typed_config');
  if (socket === undefined || !typeOf(config).endsWith('.DownstreamTlsContext')) return undefined;
  const required = flag(config, 'require_client_certificate') === true;
  const validation = tableOrEmpty(tableOrEmpty(config, 'common_tls_context'), 'validation_context');
  const authority = inlineText(table(validation, 'trusted_ca'));
  const trusted = authority === undefined ? undefined : certificatesOf(authority);
  return {
    unknown: required && trusted === undefined ? ['validation_context'] : [],
    accepts(certificate) {
      if (certificate === undefined) return !required;
      return (
        trusted === undefined ||
        certificatesOf(certificate)
          .slice(0, 1)
          .some((own) => signedBy(own, trusted))
      );
    },
  };
}

function certificatesOf(pem: string): X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []).flatMap((one) => {
    try {
      return [new X509Certificate(one)];
    } catch {
      return [];
    }
  });
}

const signedBy = (own: X509Certificate, trusted: readonly X509Certificate[]): boolean =>
  trusted.some((one) => own.fingerprint256 === one.fingerprint256 || own.verify(one.publicKey));

import { type Json, typed } from '../../proxies/json.ts';
import type { Entry } from '../model.ts';

/** One certificate of an entry with the server names that choose it; undefined for an entry in plain text. */
export type Certificate = Entry['certificates'][number] | undefined;

export const certificatesOf = (entry: Entry): readonly Certificate[] =>
  entry.certificates.length === 0 ? [undefined] : entry.certificates;

/** A client that asks for a name without a certificate is refused in the handshake, as gateways do. */
export const serverNames = (certificate: Certificate): { readonly [key: string]: Json } =>
  certificate === undefined ? {} : { server_names: certificate.hosts.map((host) => host.toLowerCase()) };

export const tlsToClient = (certificate: Certificate): { readonly [key: string]: Json } =>
  certificate === undefined
    ? {}
    : {
        transport_socket: {
          name: 'envoy.transport_sockets.tls',
          typed_config: typed('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
            common_tls_context: {
              alpn_protocols: ['h2', 'http/1.1'],
              tls_certificates: [
                { certificate_chain: { filename: certificate.chain }, private_key: { filename: certificate.key } },
              ],
            },
          }),
        },
      };

/** Reads the server name from the first bytes of a connection. */
export const tlsInspector = (entry: Entry): { readonly [key: string]: Json } =>
  entry.certificates.length === 0
    ? {}
    : {
        listener_filters: [
          {
            name: 'envoy.filters.listener.tls_inspector',
            typed_config: typed('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector', {}),
          },
        ],
      };

/**
 * The gateway's certificate is for its clients' names, and the way there is loopback: it is not verified. No list of
 * protocols: Envoy then offers the one that it is about to speak.
 */
export const tlsToGateway: Json = {
  name: 'envoy.transport_sockets.tls',
  typed_config: typed('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {}),
};

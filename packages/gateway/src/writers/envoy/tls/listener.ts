/** The listener with TLS: one filter chain for each certificate, all with the same HTTP connection manager. */
import type { Listener } from '../../../model/model.ts';
import { type JsonObject, typed } from '../config.ts';
import { chainMatcher, type Names } from './names.ts';
import type { Shown, Version } from './usable.ts';

const extension = 'envoy.extensions.transport_sockets.tls.v3';
const version: Readonly<Record<Version, string>> = { 'TLSv1.2': 'TLSv1_2', 'TLSv1.3': 'TLSv1_3' };

export const tlsListener = (
  listener: { readonly address: JsonObject; readonly additional_addresses: readonly JsonObject[] | undefined },
  source: Pick<Listener, 'http2'>,
  certificates: readonly Shown[],
  names: Names,
  manager: JsonObject,
): JsonObject => ({
  name: 'https',
  ...listener,
  listener_filters: [
    {
      name: 'envoy.filters.listener.tls_inspector',
      typed_config: typed('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector'),
    },
  ],
  filter_chain_matcher: chainMatcher(names),
  filter_chains: certificates.map((certificate) => ({
    name: certificate.chain,
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: typed(`${extension}.DownstreamTlsContext`, context(certificate, source.http2 ?? true)),
    },
    filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }],
  })),
});

function context({ pairs, versions, client }: Shown, http2: boolean): JsonObject {
  const [first] = versions;
  const last = versions.at(-1);
  return {
    require_client_certificate: client === undefined ? undefined : true,
    common_tls_context: {
      alpn_protocols: http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
      tls_params: {
        tls_minimum_protocol_version: first && version[first],
        tls_maximum_protocol_version: last && version[last],
      },
      tls_certificates: pairs.map(({ certificate, key }) => ({
        certificate_chain: { inline_string: certificate },
        private_key: { inline_string: key },
      })),
      validation_context:
        client === undefined
          ? undefined
          : { trusted_ca: { inline_string: client.authority }, max_verify_depth: client.depth },
    },
  };
}

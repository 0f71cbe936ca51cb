/**
 * TLS to upstreams (APISIX's nginx.conf: proxy_ssl_name $upstream_host, no proxy_ssl_verify; observed: upstream-tls vectors):
 * never verified; the server name is the Host that the upstream sees without its port, and an address has none.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Upstream, UpstreamNode } from '../../../model/upstream.ts';
import { type JsonObject, typed } from '../config.ts';

export const secure = ({ scheme }: Upstream): boolean => scheme === 'https' || scheme === 'grpcs';

/** Key of a node's metadata by which its transport socket is found. */
const socketKey = 'envoy.transport_socket_match';

/** Members of the cluster; `client` is the certificate that is shown, when it can be. */
export function transport(upstream: Upstream, nodes: readonly UpstreamNode[]): JsonObject {
  if (!secure(upstream)) return {};
  const names = nodeNames(upstream, nodes);
  const socket = (sni?: string): JsonObject => ({
    name: 'envoy.transport_sockets.tls',
    typed_config: typed('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
      sni,
      // A session belongs to the name it was made for; Envoy would offer it for any. Upstreams are told no name with it.
      max_session_keys: 0,
      common_tls_context: common(upstream),
    }),
  });
  if (names.length < 2) return { transport_socket: socket(sniOf(upstream) ?? names[0]) };
  return {
    transport_socket_matches: names.map((sni) => ({ name: sni, match: { sni }, transport_socket: socket(sni) })),
    transport_socket: socket(),
  };
}

/** What tells a node's transport socket, where nodes have different names. */
export function nodeMetadata(upstream: Upstream, nodes: readonly UpstreamNode[], node: UpstreamNode): JsonObject {
  if (!secure(upstream) || nodeNames(upstream, nodes).length < 2 || isAddress(node.host)) return {};
  return { metadata: { filter_metadata: { [socketKey]: { sni: node.host } } } };
}

/** Whether the client's own Host names the server. */
export const passesName = (upstream: Upstream): boolean => secure(upstream) && upstream.host.kind === 'pass';

const isAddress = (host: string): boolean => isIP(host.replace(/^\[|\]$/g, '')) !== 0;

function sniOf({ host }: Upstream): string | undefined {
  if (host.kind !== 'rewrite') return undefined;
  const name = host.host.replace(/:[0-9]*$/, '');
  return name === '' || isAddress(name) ? undefined : name;
}

/** Names of the nodes, with an empty one for addresses beside them; none where nodes do not name the server. */
function nodeNames({ host }: Upstream, nodes: readonly UpstreamNode[]): readonly string[] {
  if (host.kind !== 'node') return [];
  const named = nodes.filter((node) => !isAddress(node.host)).map((node) => node.host);
  const distinct = [...new Set(named)];
  return distinct.length === 1 && named.length < nodes.length ? [...distinct, ''] : distinct;
}

function common({ client }: Upstream): JsonObject | undefined {
  if (client === undefined || !fits(client)) return undefined;
  return {
    tls_certificates: [
      { certificate_chain: { inline_string: client.certificate }, private_key: { inline_string: client.key } },
    ],
  };
}

/** A pair that does not fit would keep Envoy from starting. */
export function fits({ certificate, key }: NonNullable<Upstream['client']>): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

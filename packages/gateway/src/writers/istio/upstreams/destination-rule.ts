/** How requests go to the nodes of an upstream; Istio's own defaults differ, so all of it is said. */
import type { Upstream } from '../../../model/upstream.ts';
import { defaultConnectTimeout } from '../../envoy/cluster/connect-timeout.ts';
import { secure } from '../../envoy/cluster/tls.ts';
import { type JsonObject, seconds } from '../../envoy/config.ts';
import { type Naming, object } from '../../kubernetes/objects.ts';
import { hostOf } from './service-entry.ts';

export const destinationRule = (
  name: string,
  upstream: Upstream,
  connectTimeout: number | undefined,
  naming: Naming,
  credential: string | undefined,
): JsonObject =>
  object('networking.istio.io/v1', 'DestinationRule', name, naming, {
    spec: {
      host: hostOf(name, naming),
      exportTo: ['.'],
      trafficPolicy: {
        loadBalancer: loadBalancer(upstream),
        connectionPool: {
          tcp: { connectTimeout: seconds(connectTimeout ?? upstream.timeouts?.connect ?? defaultConnectTimeout) },
          http: upstream.keepAlive && {
            idleTimeout: upstream.keepAlive.idle > 0 ? seconds(upstream.keepAlive.idle) : undefined,
            maxRequestsPerConnection: upstream.keepAlive.requests,
          },
        },
        // As the source speaks TLS to its upstreams: without looking at their certificates.
        tls: secure(upstream) ? tls(credential, naming) : undefined,
      },
    },
  });

/** `credential`: the Secret with what the gateway shows for itself. */
const tls = (credential: string | undefined, { prefix }: Naming): JsonObject => ({
  mode: credential === undefined ? 'SIMPLE' : 'MUTUAL',
  credentialName: credential && `${prefix}${credential}`,
  insecureSkipVerify: true,
});

function loadBalancer({ balance }: Upstream): JsonObject {
  if (balance.kind === 'round-robin') return { simple: 'ROUND_ROBIN' };
  if (balance.kind !== 'hash') return { simple: 'LEAST_REQUEST' };
  return { consistentHash: consistentHash(balance) };
}

/** One key for each upstream; a request without it is spread by chance, where the source takes the client's address. */
function consistentHash({ on, key }: Extract<Upstream['balance'], { readonly kind: 'hash' }>): JsonObject {
  if (on === 'header') return { httpHeaderName: key.replace(/^http_/, '').replaceAll('_', '-') };
  if (on === 'cookie') return { httpCookie: { name: key.replace(/^cookie_/, ''), ttl: '0s' } };
  if (on === 'consumer') return { httpHeaderName: 'x-consumer-username' };
  const argument = /^arg_(.+)$/.exec(key)?.[1];
  if (argument !== undefined) return { httpQueryParameterName: argument };
  const pseudo = /^(?:uri|request_uri)$/.test(key) ? ':path' : key === 'host' ? ':authority' : undefined;
  return pseudo === undefined ? { useSourceIp: true } : { httpHeaderName: pseudo };
}

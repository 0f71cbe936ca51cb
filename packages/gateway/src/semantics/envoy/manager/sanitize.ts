import { isIP } from 'node:net';
import { type Data, field, flag, number, table, tableOrEmpty, tables, text } from '../data.ts';
import { mutationOf } from '../filters/header-mutation.ts';
import { rangeOf } from '../text/address.ts';
import type { Stream } from '../stream.ts';
import { uniqueId } from '../text/operators.ts';
import { sanitizeReferer } from './referer.ts';

/**
 * What the connection manager does to the headers of a request before it is routed (`mutateRequestHeaders` in
 * http/conn_manager_utility.cc): early mutations, hop-by-hop headers, the client's address, Envoy's own headers.
 */
export function sanitizer(
  manager: Data,
  internalOnly: readonly string[],
  ownAddress: string | undefined,
): (stream: Stream) => void {
  const early = tables(manager, 'early_header_mutation_extensions').flatMap((one) =>
    tables(tableOrEmpty(one, 'typed_config'), 'mutations').map(mutationOf),
  );
  const addressOf = addressReader(manager, ownAddress);
  const via = text(manager, 'via') ?? '';
  const internal = internalAddresses(manager);
  const usesRemote = flag(manager, 'use_remote_address') === true;
  const generates = flag(manager, 'generate_request_id') ?? true;
  const keepsId = flag(manager, 'preserve_external_request_id') === true;
  const agent = flag(manager, 'add_user_agent') === true;
  const certificates = text(manager, 'forward_client_cert_details') ?? 'SANITIZE';
  const overwrite = text(tableOrEmpty(manager, 'scheme_header_transformation'), 'scheme_to_overwrite');
  return (stream) => {
    const { headers } = stream;
    headers.set(':scheme', stream.secure ? 'https' : 'http');
    for (const mutate of early) mutate(headers, stream);
    hopByHop(stream);
    sanitizeReferer(headers);
    const single = addressOf(stream);
    const proto = headers.first('x-forwarded-proto');
    if (proto === 'http' || proto === 'https') headers.set(':scheme', proto);
    if (overwrite !== undefined) headers.set(':scheme', overwrite);
    const inside = single && internal(stream.remote);
    const edge = usesRemote && !inside;
    if (inside) headers.set('x-envoy-internal', 'true');
    else {
      for (const name of own) headers.remove(name);
      if (edge) {
        for (const name of ofEdge) headers.remove(name);
        headers.set('x-envoy-external-address', stream.remote);
      }
      for (const name of internalOnly) headers.remove(name);
    }
    if (agent) headers.set('x-envoy-downstream-service-cluster', '');
    if (generates && (!headers.has('x-request-id') || (edge && !keepsId)))
      headers.set('x-request-id', uniqueId(stream) ?? '');
    if (via !== '') headers.set('via', headers.has('via') ? `${headers.first('via')}, ${via}` : via);
    // Whoever shows no certificate has none that could be forwarded.
    const shown = stream.secure && stream.request.client_certificate !== undefined;
    if (certificates === 'ALWAYS_FORWARD_ONLY') return;
    if (certificates === 'SANITIZE' || !shown) headers.remove('x-forwarded-client-cert');
    else stream.notCovered('forward_client_cert_details');
  };
}

const ofEdge = ['x-envoy-decorator-operation', 'x-envoy-downstream-service-cluster', 'x-envoy-downstream-service-node'];
const own = [
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-force-trace',
  'x-envoy-ip-tags',
  'x-envoy-original-url',
  'x-envoy-hedge-on-per-try-timeout',
];

/** Connection and Upgrade stay on an upgrade; of TE only `trailers` may stay. */
function hopByHop({ headers }: Stream): void {
  if (!isUpgrade(headers.first('connection'), headers.first('upgrade'))) {
    headers.remove('connection');
    headers.remove('upgrade');
    const te = headers.first('te');
    if (te !== undefined) {
      const trailers = te.split(',').some((token) => token.trim().toLowerCase().split(';')[0] === 'trailers');
      if (trailers) headers.set('te', 'trailers');
      else headers.remove('te');
    }
  }
  for (const name of ['x-envoy-internal', 'keep-alive', 'proxy-connection', 'transfer-encoding']) headers.remove(name);
}

export const isUpgrade = (connection: string | undefined, upgrade: string | undefined): boolean =>
  upgrade !== undefined && (connection ?? '').split(',').some((token) => token.trim().toLowerCase() === 'upgrade');

/** Sets the client's address and the forwarded headers; true when the address did not come through other proxies. */
function addressReader(manager: Data, ownAddress: string | undefined): (stream: Stream) => boolean {
  const usesRemote = flag(manager, 'use_remote_address') === true;
  const skips = flag(manager, 'skip_xff_append') === true;
  const hops = number(manager, 'xff_num_trusted_hops') ?? 0;
  const port = flag(manager, 'append_x_forwarded_port') === true;
  const extensions = field(manager, 'original_ip_detection_extensions') !== undefined;
  return (stream) => {
    const { headers } = stream;
    const chain = headers.first('x-forwarded-for');
    if (extensions) stream.notCovered('original_ip_detection_extensions');
    if (usesRemote) {
      stream.remote = (hops > 0 ? trusted(chain, hops - 1) : undefined) ?? stream.peer;
      // A peer on the same machine is told by the address that the machine has for others.
      const shown = /^(?:127\.0\.0\.1|::1)$/.test(stream.peer) ? (ownAddress ?? stream.peer) : stream.peer;
      if (!skips) headers.set('x-forwarded-for', chain === undefined || chain === '' ? shown : `${chain},${shown}`);
      if (hops === 0 || !headers.has('x-forwarded-proto'))
        headers.set('x-forwarded-proto', stream.secure ? 'https' : 'http');
      if (port && (hops === 0 || !headers.has('x-forwarded-port')))
        headers.set('x-forwarded-port', String(stream.localPort));
      return chain === undefined;
    }
    stream.remote = trusted(chain, hops) ?? stream.peer;
    if (!headers.has('x-forwarded-proto')) headers.set('x-forwarded-proto', stream.secure ? 'https' : 'http');
    return chain !== undefined && !chain.includes(',');
  };
}

/** The address so many hops from the end of the chain, when it is one. */
function trusted(chain: string | undefined, skipped: number): string | undefined {
  const address = chain
    ?.split(',')
    .at(-1 - skipped)
    ?.trim();
  return address === undefined || isIP(address) === 0 ? undefined : address;
}

/** Only what the configuration names is internal. */
function internalAddresses(manager: Data): (address: string) => boolean {
  const ranges = tables(table(manager, 'internal_address_config') ?? {}, 'cidr_ranges').map(rangeOf);
  return (address) => ranges.some((one) => one(address));
}

/** Reads a vectors file. The two formats are told apart by their fields. */
import { readFileSync } from 'node:fs';
import { routingCase, type RoutingCase } from './routing.ts';
import type { VectorCase, VectorRequest } from './vector.ts';

type GatewayLine = Omit<VectorCase, 'line' | 'routing' | 'router' | 'env' | 'backends' | 'aux'> &
  Partial<Pick<VectorCase, 'env' | 'backends' | 'aux'>>;

const isRouting = (line: GatewayLine | RoutingCase): line is RoutingCase => 'router' in line && 'routes' in line;

/** All cases of a file. */
export function loadCases(file: string): VectorCase[] {
  const cases: VectorCase[] = [];
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    if (text.trim() === '') continue;
    // The files are ours and described in docs/reference/vectors.md; a broken one shows as failing cases.
    const line = JSON.parse(text) as GatewayLine | RoutingCase;
    cases.push(isRouting(line) ? routingCase(line) : gatewayCase(line));
  }
  return cases;
}

function gatewayCase(line: GatewayLine): VectorCase {
  const withParameters = line.profile === 'uri-params' || line.profile === 'encoded-slash';
  return {
    line,
    id: line.id,
    family: line.family,
    routing: false,
    router: withParameters ? 'radixtree_uri_with_parameter' : 'radixtree_host_uri',
    config: line.config,
    yaml: line.yaml,
    profile: line.profile,
    env: line.env ?? {},
    backends: line.backends ?? {},
    aux: line.aux ?? [],
    ...(line.refused === undefined ? {} : { refused: line.refused }),
    requests: line.requests.map(onTheWire),
    answers: line.answers,
  };
}

/** The part of a request that the gateway sees, with the port and scheme of the recorded gateway. */
function onTheWire(request: VectorRequest): VectorRequest {
  if (request.tls === undefined) return { ...request, scheme: 'http', port: 9080 };
  return { ...request, scheme: 'https', port: 9443, sni: request.tls.sni ?? '' };
}

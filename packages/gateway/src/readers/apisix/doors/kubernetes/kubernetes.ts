/**
 * Objects of the APISIX ingress controller as kubectl prints them or as they stand in a repository, with the Secrets, Services
 * and EndpointSlices that they refer to (`api/v2`, `api/v1alpha1`, `internal/adc/translator`). The controller hands what it
 * makes of them to ADC.
 */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { eachWrittenLeaf } from '@banyan/core/document/values.ts';
import { ok } from '@banyan/core/result.ts';
import { report } from '../../context.ts';
import type { Door } from '../door.ts';
import { collecting } from '../keys.ts';
import { maker } from '../make.ts';
import { readTls } from './certificate.ts';
import { readApisixConsumer, readConsumer } from './consumer.ts';
import { readGlobalRule } from './global-rule.ts';
import type { Manifest } from './manifest.ts';
import { clusterOf, manifestsIn } from './manifest.ts';
import { readRoute } from './route.ts';
import type { Translation } from './translation.ts';

const group = 'apisix.apache.org';

/** Kinds that become objects of APISIX by themselves. */
const readers: readonly (readonly [kind: string, read: (translation: Translation, manifest: Manifest) => void])[] = [
  ['ApisixRoute', readRoute],
  ['ApisixTls', readTls],
  ['ApisixConsumer', readApisixConsumer],
  ['ApisixGlobalRule', readGlobalRule],
  ['Consumer', readConsumer],
];

/** Kinds whose objects count only where another one names them. */
const referredKinds: ReadonlySet<string> = new Set([
  `ApisixUpstream.${group}`,
  `ApisixPluginConfig.${group}`,
  'Secret.v1',
  'Service.v1',
  'Endpoints.v1',
  'EndpointSlice.discovery.k8s.io',
]);

/** What acts on routes of the Gateway API or on Ingress objects, and these themselves. */
const beyond: ReadonlySet<string> = new Set([
  ...['PluginConfig', 'HTTPRoutePolicy', 'BackendTrafficPolicy', 'L4RoutePolicy'].map((kind) => `${kind}.${group}`),
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind) => `${kind}.gateway.networking.k8s.io`),
  'Ingress.networking.k8s.io',
]);

const read = new Set(readers.map(([kind]) => `${kind}.${group}`));

const recognizes = (document: Document): boolean =>
  manifestsIn(document).some(({ kind }) => kind.endsWith(`.${group}`)) ||
  manifestsIn(document).some(({ kind }) => beyond.has(kind) || referredKinds.has(kind));

/** Says of what no reader has looked at what becomes of it. */
function settle({ opening, referred }: Translation, { kind, namespace, name, node }: Manifest): void {
  const [word = kind] = kind.split('.');
  const rest = (code: 'APX013' | 'APX090' | 'APX101' | 'APX094', verdict: 'ignored' | 'unsupported'): void =>
    eachWrittenLeaf(node, (leaf) => {
      if (opening.ledger.entry(leaf) === undefined) opening.ledger.mark(leaf, verdict, { code });
    });
  if (word === 'Secret') opening.ledger.conceal(node);
  if (read.has(kind)) return;
  if (referredKinds.has(kind)) {
    if (referred.has(node)) return;
    if (word.startsWith('Apisix')) report(opening, 'APX013', { kind: word, id: `${namespace}/${name}` }, node);
    rest('APX013', 'ignored');
  } else if (beyond.has(kind)) {
    const affects = { routes: 'all', when: { always: true } } as const;
    report(opening, 'APX101', { kind: word, name: `${namespace}/${name}` }, node, affects);
    rest('APX101', 'unsupported');
  } else {
    report(opening, 'APX094', { door: 'Kubernetes' }, node);
    rest('APX094', 'ignored');
  }
}

/** Everything of a List but its items, and documents that are no object of Kubernetes. */
function settleDocument({ opening }: Translation, document: Document, known: ReadonlySet<Node>): void {
  const { root } = document;
  if (manifestsIn(document).length === 0) {
    report(opening, 'APX094', { door: 'Kubernetes' }, root);
    opening.ledger.mark(root, 'ignored', { code: 'APX094' });
  } else if (!known.has(root) && root.kind === 'object') {
    for (const [name, part] of root.entries)
      if (name !== 'items') opening.ledger.mark(part, 'ignored', { code: 'APX090' });
  }
}

export const kubernetesDoor: Door = {
  name: 'kubernetes',
  acceptance: 'refused',
  recognizes,
  open(documents, opening) {
    const manifests = documents.flatMap(manifestsIn);
    const translation: Translation = {
      opening,
      collected: collecting(),
      make: maker(opening.ledger),
      cluster: clusterOf(documents),
      referred: new Set(),
    };
    for (const [kind, readOne] of readers) {
      for (const manifest of translation.cluster.all(`${kind}.${group}`)) readOne(translation, manifest);
    }
    for (const manifest of manifests) settle(translation, manifest);
    const known = new Set<Node>(manifests.map(({ node }) => node));
    for (const document of documents) settleDocument(translation, document, known);
    return ok({
      sections: translation.collected.inKeyOrder(),
      plugins: undefined,
      whole: documents[0].root,
      referred: Array.from(translation.referred),
    });
  },
};

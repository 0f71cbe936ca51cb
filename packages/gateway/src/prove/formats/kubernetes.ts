/** Objects of Kubernetes in any number of files, as istiod takes them: those of Istio, and those of Gateway API. */
import { readFileSync } from 'node:fs';
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { child, plain } from '@banyan/core/document/values.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { type LuaMachine, luaMachine } from '../../semantics/envoy/lua/machine.ts';
import { gatewayApiEstate } from '../../semantics/gateway-api/estate.ts';
import { createIstioEvaluator, type Estate, istioEstate, toldBy } from '../../semantics/istio/evaluator.ts';
import type { Atoms } from '../atoms/atoms.ts';
import { envoyAtoms } from '../atoms/envoy/envoy.ts';
import type { Side } from '../side.ts';
import type { Format } from './format.ts';
import { placesAmong } from './places.ts';

/** Beside routes of Gateway API, objects of Istio count as well: istiod reads them all. */
export const gatewayApi = format('gateway-api', 'gateway.networking.k8s.io', gatewayApiEstate);
export const istio = format('istio', 'networking.istio.io', istioEstate);

function format(name: string, group: string, estateOf: (documents: readonly unknown[]) => Estate): Format {
  return {
    name,
    files: [],
    recognises: (root) => groupsIn(root).includes(group),
    async open(files, options) {
      const roots: Node[] = [];
      const problems: Finding[] = [];
      for (const file of files) {
        const read = readDocuments(readFileSync(file), file);
        if (read.ok) roots.push(...read.value.map(({ root }) => root));
        else problems.push(...read.error);
      }
      if (problems.length > 0) return err(problems);
      const estate = estateOf(roots.map(plain));
      return ok(side(estate, roots, { format: name, name: options.name, files }, await luaMachine()));
    },
  };
}

/** API groups of an object, or of those in a list. */
function groupsIn(root: ObjectNode): readonly string[] {
  const items = child(root, 'items');
  const inside = items?.kind === 'list' ? items.items.filter((one): one is ObjectNode => one.kind === 'object') : [];
  const version = child(root, 'apiVersion');
  const own = version?.kind === 'scalar' ? String(version.value).split('/')[0] : undefined;
  return [...(own === undefined || child(root, 'kind') === undefined ? [] : [own]), ...inside.flatMap(groupsIn)];
}

function side(
  estate: Estate,
  roots: readonly Node[],
  rest: Pick<Side, 'format' | 'name' | 'files'>,
  lua: LuaMachine,
): Side {
  const told = toldBy(estate);
  const placeOf = placesAmong(roots);
  return {
    ...rest,
    atoms: joined(told.map(({ bootstrap }) => envoyAtoms(bootstrap))),
    place(pointer) {
      // Of a rule's atoms: which proxy is told, and where.
      const [, index = ''] = pointer.split('/');
      const found = told[Number(index)]?.origin(pointer.slice(index.length + 1));
      return found === undefined ? undefined : placeOf(found.at);
    },
    evaluator: ({ trace, random, serve }) =>
      createIstioEvaluator(told, { lua, trace, random, serve, place: trace ? placeOf : undefined }),
  };
}

const joined = (parts: readonly Atoms[]): Atoms => ({
  sites: parts.flatMap(({ sites }, index) => sites.map((site) => ({ ...site, pointer: `/${index}${site.pointer}` }))),
  names: parts.flatMap(({ names }) => names),
});

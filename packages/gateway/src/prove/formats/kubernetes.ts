/** Objects of Kubernetes in any number of files, as istiod takes them. */
import { readFileSync } from 'node:fs';
import type { Node, ObjectNode } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { child, plain } from '@banyan/core/document/values.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { err, ok } from '@banyan/core/result.ts';
import { type LuaMachine, luaMachine } from '../../semantics/envoy/lua/machine.ts';
import { createIstioEvaluator, istioEstate, toldBy } from '../../semantics/istio/evaluator.ts';
import type { Atoms } from '../atoms/atoms.ts';
import { envoyAtoms } from '../atoms/envoy/envoy.ts';
import type { Side } from '../side.ts';
import type { Format } from './format.ts';
import { placesAmong } from './places.ts';

export const istio: Format = {
  name: 'istio',
  files: [],
  recognises: (root) => groupsIn(root).some((group) => group === 'networking.istio.io'),
  async open(files, { name }) {
    const roots: Node[] = [];
    const problems: Finding[] = [];
    for (const file of files) {
      const read = readDocuments(readFileSync(file), file);
      if (read.ok) roots.push(...read.value.map(({ root }) => root));
      else problems.push(...read.error);
    }
    if (problems.length > 0) return err(problems);
    return ok(kubernetesSide('istio', roots, { name, files }, await luaMachine()));
  },
};

/** API groups of an object, or of those in a list. */
function groupsIn(root: ObjectNode): readonly string[] {
  const items = child(root, 'items');
  const inside = items?.kind === 'list' ? items.items.filter((one): one is ObjectNode => one.kind === 'object') : [];
  const version = child(root, 'apiVersion');
  const own = version?.kind === 'scalar' ? String(version.value).split('/')[0] : undefined;
  return [...(own === undefined || child(root, 'kind') === undefined ? [] : [own]), ...inside.flatMap(groupsIn)];
}

function kubernetesSide(
  format: string,
  roots: readonly Node[],
  rest: Pick<Side, 'name' | 'files'>,
  lua: LuaMachine,
): Side {
  const told = toldBy(istioEstate(roots.map(plain)));
  const placeOf = placesAmong(roots);
  return {
    ...rest,
    format,
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

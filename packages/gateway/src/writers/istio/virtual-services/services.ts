/**
 * VirtualServices: one for each set of hosts with the same rules. Kubernetes stores objects up to 1.5 MB; a larger one is
 * divided into delegates, because Istio takes delegates in the order of the rules that name them, while VirtualServices of
 * one host are joined in the order in which they happened to be created.
 */
import type { JsonObject } from '../../envoy/config.ts';
import { chunksOf } from '../../kubernetes/chunks.ts';
import { nameFor, type Naming, object } from '../../kubernetes/objects.ts';

export interface Part {
  readonly hosts: readonly string[];
  readonly rules: readonly JsonObject[];
}

export interface Written {
  readonly objects: readonly JsonObject[];
  /** `/OBJECT/spec/http/RULE` of every rule, by part. */
  readonly pointers: readonly (readonly string[])[];
}

export function virtualServices(parts: readonly Part[], gateway: string, naming: Naming): Written {
  const taken = new Set<string>();
  const objects: JsonObject[] = [];
  const pointers = parts.map(({ hosts, rules }) => {
    const name = nameFor(hosts[0] === '*' ? 'all-hosts' : (hosts[0] ?? ''), taken);
    const root = { hosts, gateways: [`${naming.prefix}${gateway}`], exportTo: ['.'] };
    const chunks = chunksOf(rules);
    if (chunks.length < 2) {
      objects.push(virtualService(name, naming, { ...root, http: rules }));
      return rules.map((_, index) => `/${objects.length - 1}/spec/http/${index}`);
    }
    const names = chunks.map((_, index) => nameFor(`${name}-part-${index + 1}`, taken));
    const http = names.map((part) => ({
      delegate: { name: `${naming.prefix}${part}`, namespace: naming.namespace },
    }));
    objects.push(virtualService(name, naming, { ...root, http }));
    return chunks.flatMap((chunk, at) => {
      objects.push(virtualService(names[at] ?? '', naming, { exportTo: ['.'], http: chunk }));
      return chunk.map((_, index) => `/${objects.length - 1}/spec/http/${index}`);
    });
  });
  return { objects, pointers };
}

const virtualService = (name: string, naming: Naming, spec: JsonObject): JsonObject =>
  object('networking.istio.io/v1', 'VirtualService', name, naming, { spec });

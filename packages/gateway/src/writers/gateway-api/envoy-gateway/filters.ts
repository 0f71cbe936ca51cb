/**
 * HTTPRouteFilters of Envoy Gateway (httproutefilter_types.go): answers of the gateway itself, and rewrites of paths by an
 * expression. A rule names them; equal ones are written once.
 */
import type { JsonObject } from '../../envoy/config.ts';
import { type Naming, object } from '../../kubernetes/objects.ts';
import { group } from './backend.ts';

export class Filters {
  readonly #naming: Naming;
  readonly #known = new Map<string, { readonly name: string; readonly spec: JsonObject }>();

  constructor(naming: Naming) {
    this.#naming = naming;
  }

  /** The filter of a rule that refers to it. */
  named(kind: string, spec: JsonObject): JsonObject {
    const text = JSON.stringify(spec);
    const found = this.#known.get(text) ?? { name: `${kind}-${this.#count(kind) + 1}`, spec };
    this.#known.set(text, found);
    const name = `${this.#naming.prefix}${found.name}`;
    return { type: 'ExtensionRef', extensionRef: { group, kind: 'HTTPRouteFilter', name } };
  }

  #count(kind: string): number {
    return [...this.#known.values()].filter(({ name }) => name.startsWith(`${kind}-`)).length;
  }

  objects(): readonly JsonObject[] {
    return [...this.#known.values()].map(({ name, spec }) =>
      object(`${group}/v1alpha1`, 'HTTPRouteFilter', name, this.#naming, { spec }),
    );
  }
}

/** What a controller says of a route. */
import type { KubernetesObject } from './object.ts';

interface WithStatus {
  readonly status?: {
    readonly parents?: readonly {
      readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    }[];
  };
}

/** The conditions of a route for its parents, by type: the status, with the controller's words where it is not True. */
export function conditionsOf(route: KubernetesObject | undefined): Readonly<Record<string, string>> {
  // Read from the API server, whose schema it fulfils.
  const { status } = (route ?? {}) as WithStatus;
  const all = (status?.parents ?? []).flatMap(({ conditions }) => conditions ?? []);
  const told = new Map<string, string>();
  for (const { type, status, message } of all) {
    if (status !== 'True') told.set(type, `${status}: ${message ?? ''}`);
    else if (!told.has(type)) told.set(type, status);
  }
  return Object.fromEntries(told);
}

import type { Data } from '../../envoy/data.ts';
import type { Proxy } from '../model.ts';
import { type KubeObject, titleOf } from '../object.ts';
import type { Origins } from '../origin.ts';
import { reaches } from './reach.ts';

const kinds: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io',
  RequestAuthentication: 'security.istio.io',
  WasmPlugin: 'extensions.istio.io',
};

/** Objects that take part in every request and of whose rules nothing is known here: a filter that says so. */
export function security(objects: readonly KubeObject[], proxy: Proxy, origins: Origins): Data[] {
  return objects
    .filter((object) => kinds[object.kind] === object.group && reaches(object, proxy))
    .map((object) =>
      origins.mark(
        { name: titleOf(object), typed_config: { '@type': object.kind } },
        { at: object.at, what: titleOf(object) },
      ),
    );
}

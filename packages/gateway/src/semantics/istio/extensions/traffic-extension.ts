import { type Data, list, number, table, tables, text } from '../../envoy/data.ts';
import type { Proxy } from '../model.ts';
import { type KubeObject, titleOf } from '../object.ts';
import type { Origins } from '../origin.ts';
import { reaches } from './reach.ts';

const phases = ['AUTHN', 'AUTHZ', 'STATS', 'UNSPECIFIED'];

/** HTTP filters of TrafficExtensions for a listener: by phase, the highest priority first, then the oldest. */
export function trafficExtensions(
  objects: readonly KubeObject[],
  proxy: Proxy,
  origins: Origins,
): (port: number) => readonly Data[] {
  const own = objects
    .filter(({ kind, group }) => kind === 'TrafficExtension' && group === 'extensions.istio.io')
    .filter((object) => reaches(object, proxy))
    .map((object) => ({
      object,
      phase: phases.indexOf(text(object.spec, 'phase') ?? 'UNSPECIFIED'),
      priority: number(object.spec, 'priority') ?? Number.NEGATIVE_INFINITY,
    }))
    .toSorted((one, other) => one.phase - other.phase || other.priority - one.priority);
  return (port) => own.filter(({ object }) => atPort(object, port)).map(({ object }) => filter(object, origins));
}

/** No `match` is every listener; a gateway's listeners are those of clients. */
function atPort({ spec }: KubeObject, port: number): boolean {
  if (list(spec, 'match').length === 0) return true;
  return tables(spec, 'match').some((one) => {
    const ports = tables(one, 'ports').map((each) => number(each, 'number'));
    return text(one, 'mode') !== 'SERVER' && (ports.length === 0 || ports.includes(port));
  });
}

function filter(object: KubeObject, origins: Origins): Data {
  const lua = table(object.spec, 'lua');
  const name = `extensions.istio.io/trafficextension/${object.namespace}.${object.name}`;
  const made =
    lua === undefined
      ? { name, typed_config: { '@type': 'WebAssembly' } }
      : {
          name,
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
            default_source_code: { inline_string: text(lua, 'inlineCode') ?? '' },
          },
        };
  return origins.mark(made, { at: object.at, what: titleOf(object) });
}

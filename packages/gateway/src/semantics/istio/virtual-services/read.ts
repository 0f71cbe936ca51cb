import { type Data, isData, table, tables, text, texts } from '../../envoy/data.ts';
import { fullName } from '../hosts.ts';
import { exported, type Match, type Rule, type VirtualService } from '../model.ts';
import { type KubeObject, titleOf } from '../object.ts';
import { delegated } from './delegate.ts';

/** VirtualServices with hosts, each with the rules of those that it delegates to. */
export function readVirtualServices(objects: readonly KubeObject[]): VirtualService[] {
  const own = objects.filter(({ kind, group }) => kind === 'VirtualService' && group === 'networking.istio.io');
  const parts = new Map(
    own.filter(({ spec }) => texts(spec, 'hosts').length === 0).map((one) => [`${one.namespace}/${one.name}`, one]),
  );
  return own
    .filter(({ spec }) => texts(spec, 'hosts').length > 0)
    .map((object) => ({
      at: object.at,
      title: titleOf(object),
      name: object.name,
      namespace: object.namespace,
      hosts: texts(object.spec, 'hosts').map((host) => fullName(host, object.namespace).toLowerCase()),
      gateways: texts(object.spec, 'gateways').map((name) => gatewayName(name, object.namespace)),
      rules: rulesOf(object).flatMap((rule) => delegated(rule, object.namespace, partOf)),
      segments: false,
      seenFrom: exported(texts(object.spec, 'exportTo'), object.namespace),
    }));

  function partOf(name: string, namespace: string): readonly Rule[] {
    const part = parts.get(name);
    if (part === undefined) return [];
    const seen = exported(texts(part.spec, 'exportTo'), part.namespace)(namespace);
    return seen === 'none' ? [] : rulesOf(part);
  }
}

function rulesOf(object: KubeObject): Rule[] {
  return tables(object.spec, 'http').map((data, index) => {
    const at = `${object.at}/spec/http/${index}`;
    const name = text(data, 'name');
    const called = name === undefined ? `http rule ${index + 1}` : `http rule ${name}`;
    return {
      at,
      title: `${titleOf(object)}, ${called}`,
      data: resolved(data, object.namespace),
      matches: tables(data, 'match').map(
        (match, place): Match => ({ at: `${at}/match/${place}`, data: withGateways(match, object.namespace) }),
      ),
    };
  });
}

/** `gateway`, `namespace/gateway`, `./gateway`, and the old `gateway.namespace.svc.cluster.local`. */
function gatewayName(written: string, namespace: string): string {
  const [before = '', after] = written.split('/');
  if (after !== undefined) return `${before === '.' ? namespace : before}/${after}`;
  if (written === 'mesh') return written;
  const [name = '', its] = written.split('.');
  return `${its ?? namespace}/${name}`;
}

const withGateways = (match: Data, namespace: string): Data =>
  match['gateways'] === undefined
    ? match
    : { ...match, gateways: texts(match, 'gateways').map((name) => gatewayName(name, namespace)) };

/** Destinations by their full names. */
function resolved(rule: Data, namespace: string): Data {
  const named = (destination: Data): Data => ({
    ...destination,
    host: fullName(text(destination, 'host') ?? '', namespace),
  });
  const inside = (one: Data): Data => {
    const destination = table(one, 'destination');
    return destination === undefined ? one : { ...one, destination: named(destination) };
  };
  const lists = (['route', 'mirrors'] as const).filter((name) => Array.isArray(rule[name]));
  return {
    ...rule,
    ...Object.fromEntries(lists.map((name) => [name, tables(rule, name).map(inside)])),
    ...(isData(rule['mirror']) ? { mirror: named(rule['mirror']) } : {}),
  };
}

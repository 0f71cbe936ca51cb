/** Health checks of an upstream, with their defaults (`apisix/schema_def.lua`, health_checker). */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { HealthChecks, Upstream } from '../../model/upstream.ts';
import { itemsOf, numberOf, textOf } from './typed.ts';

const failingByDefault = {
  active: [429, 404, 500, 501, 502, 503, 504, 505],
  passive: [429, 500, 503],
} as const;

const number = (node: Node | undefined, name: string, usual: number): number => numberOf(child(node, name)) ?? usual;

function failing(unhealthy: Node | undefined, usual: readonly number[]): readonly number[] {
  const list = child(unhealthy, 'http_statuses');
  return list === undefined ? usual : itemsOf(list).flatMap((item) => numberOf(item) ?? []);
}

const isType = (text: string): text is HealthChecks['active']['type'] => ['http', 'https', 'tcp'].includes(text);

function activeOf(node: Node): HealthChecks['active'] {
  const type = textOf(child(node, 'type')) ?? 'http';
  const [up, down] = [child(node, 'healthy'), child(node, 'unhealthy')];
  const headers = itemsOf(child(node, 'req_headers')).flatMap((item): (readonly [string, string])[] => {
    const [, name, value] = /^([^:]+):\s*(.*)$/s.exec(textOf(item) ?? '') ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return {
    type: isType(type) ? type : 'http',
    timeout: number(node, 'timeout', 1),
    interval: number(up, 'interval', 1),
    intervalDown: number(down, 'interval', 1),
    method: textOf(child(node, 'http_method')) ?? 'GET',
    path: textOf(child(node, 'http_path')) ?? '/',
    host: textOf(child(node, 'host')),
    port: numberOf(child(node, 'port')),
    headers,
    failing: failing(down, failingByDefault.active),
    successes: number(up, 'successes', 2),
    failures: type === 'tcp' ? number(down, 'tcp_failures', 2) : number(down, 'http_failures', 5),
  };
}

function passiveOf(node: Node | undefined): HealthChecks['passive'] {
  if (node === undefined) return undefined;
  const down = child(node, 'unhealthy');
  return {
    failing: failing(down, failingByDefault.passive),
    failures: number(down, 'http_failures', 5),
    tcpFailures: number(down, 'tcp_failures', 2),
  };
}

/** Without active checks there are none: the schema asks for them. */
export function checksOf(node: Node | undefined): Pick<Upstream, 'checks'> {
  const active = child(node, 'active');
  if (node === undefined || active === undefined) return {};
  return { checks: { active: activeOf(active), passive: passiveOf(child(node, 'passive')), sources: [node] } };
}

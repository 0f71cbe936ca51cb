/**
 * One request for each route that can be asked without harm: a safe method, and a path and host that really belong to the
 * route. Nothing else can be made up without knowing the services behind.
 */
import { holds } from '@banyan/core/condition/evaluate.ts';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Model, Rule } from '@banyan/gateway/model/model.ts';
import type { Witness } from '../world.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'] as const;
const most = 200;

export function makeWitnesses(
  model: Model,
  findings: readonly Finding[],
  routes: ReadonlySet<string>,
): readonly Witness[] {
  const made: Witness[] = [];
  const seen = new Set<string>();
  for (const rule of model.rules) {
    if (made.length >= most) break;
    if (!routes.has(rule.route) || seen.has(rule.route)) continue;
    const request = requestFor(rule);
    if (request === undefined || answering(model, request) !== rule) continue;
    seen.add(rule.route);
    made.push({ route: rule.route, request, announced: announced(findings, rule.route, request) });
  }
  return made;
}

function requestFor(rule: Rule): GatewayRequest | undefined {
  const method = safeMethods.find((one) => rule.methods.length === 0 || rule.methods.includes(one));
  if (method === undefined) return undefined;
  const { path } = rule;
  const target = path.kind === 'exact' ? path.path : `${path.prefix}banyan-witness`;
  return { method, path: encodeURI(target), host: hostFor(rule), headers: { 'user-agent': 'banyan-witness' } };
}

function hostFor({ host }: Rule): string {
  if (host.kind === 'exact') return host.name;
  return host.kind === 'suffix' ? `witness${host.suffix}` : 'witness.invalid';
}

/** The rule that has the request, by the table's order. */
function answering({ rules }: Model, request: GatewayRequest): Rule | undefined {
  return rules.find((rule) => matches(rule, request));
}

function matches(rule: Rule, request: GatewayRequest): boolean {
  const { host, path, methods, condition } = rule;
  const name = (request.host ?? '').toLowerCase();
  if (host.kind === 'exact' && host.name !== name) return false;
  if (host.kind === 'suffix' && !name.endsWith(host.suffix)) return false;
  if (methods.length > 0 && !methods.includes(request.method)) return false;
  const asked = decodeURI(request.path);
  if (path.kind === 'exact' && path.path !== asked) return false;
  if (path.kind === 'prefix' && !asked.startsWith(path.prefix)) return false;
  if (path.kind === 'pattern' && !holds({ subject: 'path', matches: `^(?:${path.regex})$` }, request)) return false;
  return holds(condition, request);
}

/**
 * Codes of findings that said the answer would differ. One that covers every request of every route, as of a setting whose
 * effect is not known, excuses nothing: no witness could fail then.
 */
export function announced(findings: readonly Finding[], route: string, request: GatewayRequest): readonly string[] {
  return findings.flatMap(({ code, affects }) => {
    if (affects === undefined || (affects.routes === 'all' && 'always' in affects.when)) return [];
    if (affects.routes !== 'all' && !affects.routes.includes(route)) return [];
    return holds(affects.when, request) ? [code] : [];
  });
}

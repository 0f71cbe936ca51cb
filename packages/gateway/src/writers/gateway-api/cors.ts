/**
 * cors as the API's own filter. APISIX answers every OPTIONS by itself and adds its headers to every answer; the filter
 * answers preflights (OPTIONS with Origin and Access-Control-Request-Method) and adds what the caller's origin needs, which
 * is all that browsers look at. What the filter has no word for keeps its rules and header edits.
 */
import { all, any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Cors } from '../../model/transforms.ts';
import type { JsonObject } from '../envoy/config.ts';

/** What a rule has instead of its policy. */
export interface OwnCors {
  readonly policy: Cors;
  readonly filter: JsonObject;
  /** Requests whose answers differ in a header at least. */
  readonly when: Condition;
}

/** httproute_types.go, CORSOrigin. */
const origin = /^https?:\/\/(?:(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+)(?::[0-9]{1,5})?$/;
const token = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*']);

/** The model without the policies that became filters, and the filters by the names of their rules. */
export function withOwnCors(model: Model): { readonly model: Model; readonly own: ReadonlyMap<string, OwnCors> } {
  const own = new Map<string, OwnCors>();
  const rules = model.rules.map((rule): Rule => {
    const policies = rule.policies.filter((one): one is Cors => one.kind === 'cors');
    const [policy] = policies;
    const made = policies.length === 1 && policy !== undefined ? corsOf(policy) : undefined;
    if (made === undefined || rule.action.kind !== 'forward') return rule;
    own.set(rule.name, made);
    return { ...rule, policies: rule.policies.filter((one) => one.kind !== 'cors') };
  });
  return own.size === 0 ? { model, own } : { model: { ...model, rules }, own };
}

function corsOf(policy: Cors): OwnCors | undefined {
  if (policy.originPatterns.length > 0 || (policy.named ?? []).length > 0 || policy.timing !== undefined)
    return undefined;
  const open = policy.origins.some((one) => one === '*' || one === '**');
  const allowOrigins = open ? ['*'] : policy.origins;
  const allowMethods = listOf(policy.methods);
  const allowHeaders = listOf(policy.requestHeaders);
  const exposeHeaders = listOf(policy.exposeHeaders);
  const sayable =
    allowOrigins.length > 0 &&
    allowOrigins.length <= 64 &&
    (open || allowOrigins.every((one) => origin.test(one))) &&
    allowMethods.every((one) => methods.has(one)) &&
    [allowHeaders, exposeHeaders].every((list) => list.length <= 64 && list.every((one) => token.test(one)));
  if (!sayable) return undefined;
  const filter = {
    allowOrigins,
    allowMethods: filled(allowMethods),
    allowHeaders: filled(allowHeaders),
    exposeHeaders: filled(exposeHeaders),
    allowCredentials: policy.credentials ? true : undefined,
    maxAge: policy.maxAge > 0 ? policy.maxAge : undefined,
  };
  const allowed: Condition = open ? all([]) : { subject: 'header:origin', in: allowOrigins };
  return {
    policy,
    filter: { type: 'CORS', cors: filter },
    when: any([{ subject: 'method', equals: 'OPTIONS' }, allowed, ...(policy.vary ? [all([])] : [])]),
  };
}

/** `**` is every name, which the API says with one star. */
function listOf(text: string): readonly string[] {
  const names = [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '');
  return names.some((one) => one === '*' || one === '**') ? ['*'] : names;
}

const filled = (names: readonly string[]): readonly string[] | undefined => (names.length === 0 ? undefined : names);

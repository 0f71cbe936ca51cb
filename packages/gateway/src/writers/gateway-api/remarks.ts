/** What Gateway API has no word for: gathered while writing, turned into findings and marks of the ledger. Stateful. */
import { all, any, type Condition } from '@banyan/core/condition/condition.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import type { Model, Rule } from '../../model/model.ts';
import type { Upstream } from '../../model/upstream.ts';
import { ruleCondition } from '../envoy/match/rule-condition.ts';
import type { Written } from '../writer.ts';
import type { Backend } from './backends.ts';
import type { Front } from './gateway.ts';
import type { Spoken } from './rules.ts';

/** What a gateway of Istio sends to upstreams on its own account (observed); other implementations made of Envoy, parts of it. */
const addedHeaders = [
  'x-request-id',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-envoy-original-host',
  'x-envoy-original-path',
  'x-forwarded-client-cert',
] as const;

/** Requests whose forwarding headers Envoy completes in its own notation. */
const toldByClient = any([
  { subject: 'header:x-forwarded-for', present: true },
  { subject: 'header:x-real-ip', present: true },
]);

export class Remarks {
  readonly #ledger: Ledger;
  readonly #file: string;
  readonly #found = new Map<string, Finding>();
  readonly #closed = new Map<string, Written['closed'][number]>();
  readonly #commands = new Set<string>();

  constructor(ledger: Ledger, file: string) {
    this.#ledger = ledger;
    this.#file = file;
  }

  #mark(nodes: readonly Node[], verdict: Verdict, code: Finding['code']): void {
    for (const node of nodes) this.#ledger.mark(node, verdict, { code, target: { file: this.#file, pointer: '' } });
  }

  /** Once for each rule that is said, in any set of hosts. */
  rule({ rule, action, closed }: Spoken): void {
    const { route, source } = rule;
    const when = ruleCondition(rule);
    const policies = rule.policies.flatMap(({ sources }) => sources);
    const context = {
      source: placeOf(source),
      target: { file: this.#file, pointer: '' },
      affects: { routes: [route], when },
    };
    if (closed !== undefined) {
      this.#found.set(
        `GWA001 ${rule.name}`,
        finding('GWA001', { route, part: closed }, { ...context, affects: { routes: 'all', when } }),
      );
      this.#closed.set(route, { route, code: 'GWA001' });
      this.#mark([...rule.matchSources, ...policies], 'unsupported', 'GWA001');
      return;
    }
    if (action.status !== undefined) {
      this.#found.set(`GWA002 ${rule.name}`, finding('GWA002', { route, status: action.status }, context));
      this.#mark(policies, 'approximated', 'GWA002');
    }
    for (const part of action.left) {
      this.#found.set(`GWA007 ${route} ${part}`, finding('GWA007', { route, part }, context));
      this.#mark(policies, 'unsupported', 'GWA007');
    }
    if (action.commands) this.#commands.add(route);
  }

  inverted(earlier: Rule, later: Rule): void {
    const when = all([ruleCondition(earlier), ruleCondition(later)]);
    const affects = { routes: 'all', when } as const;
    const params = { earlier: earlier.route, later: later.route };
    const key = `GWA005 ${earlier.name} ${later.name}`;
    this.#found.set(key, finding('GWA005', params, { source: placeOf(earlier.source), affects }));
  }

  /** A pattern without a host name of the API. */
  host(domain: string, rules: readonly Rule[]): void {
    const suffix = domain.replace(/^\*/, '');
    const asked = rules.filter(({ host }) => host.kind === 'suffix' && host.suffix === suffix);
    const when: Condition = domain.startsWith('*') ? { subject: 'host', suffix } : { subject: 'host', equals: domain };
    for (const { route, source, host } of asked.length > 0 ? asked : rules.slice(0, 1)) {
      const params = { route, host: domain };
      const context = { source: placeOf(source), affects: { routes: 'all', when } } as const;
      this.#found.set(`GWA006 ${domain}`, finding('GWA006', params, context));
      if ('sources' in host) this.#mark(host.sources, 'unsupported', 'GWA006');
    }
  }

  /** `routes` are those that send to it. */
  upstream(upstream: Upstream, { left, closed }: Backend, routes: readonly string[]): void {
    const parts = closed === undefined ? left : ['scheme', ...left];
    for (const part of parts) {
      const source = upstream.sources[0];
      const params = { upstream: upstream.name, part };
      const where = source === undefined ? {} : { source: placeOf(source) };
      // The Host of the node is another one on every request; the others show only in what the gateway picks.
      const affects = part === 'pass_host' ? { affects: { routes, when: all([]) } } : {};
      this.#found.set(`GWA009 ${upstream.name} ${part}`, finding('GWA009', params, { ...where, ...affects }));
    }
    if (left.length > 0) this.#mark([...upstream.balance.sources, ...upstream.host.sources], 'approximated', 'GWA009');
  }

  whole(model: Model, { left, gateway }: Front, nowhere: Condition): void {
    if (this.#commands.size > 0) this.#found.set('GWA003', finding('GWA003', { routes: this.#commands.size }));
    this.#found.set('GWA004', finding('GWA004', {}, { affects: { routes: 'all', when: nowhere } }));
    if (model.upstreams.size > 0) {
      const always = { routes: 'all', when: all([]), headers: addedHeaders } as const;
      this.#found.set('GWA020', finding('GWA020', {}, { affects: always }));
      this.#found.set('GWA021', finding('GWA021', {}, { affects: { routes: 'all', when: toldByClient } }));
    }
    const spec = gateway['spec'];
    this.#found.set(
      'GWA010',
      finding('GWA010', { gatewayClass: String(Reflect.get(Object(spec), 'gatewayClassName')) }),
    );
    for (const { names, sources } of left) {
      const shown = any(names.map((name): Condition => ({ subject: 'sni', suffix: name.replace(/^\*/, '') })));
      const when = all([{ subject: 'scheme', equals: 'https' }, shown]);
      const [first] = sources;
      const where = first === undefined ? {} : { source: placeOf(first) };
      this.#found.set(
        `GWA008 ${names.join()}`,
        finding('GWA008', { names: names.join(', ') }, { ...where, affects: { routes: 'all', when } }),
      );
      this.#mark(sources, 'unsupported', 'GWA008');
    }
    for (const { sources } of model.fallback.policies) this.#mark(sources, 'approximated', 'GWA004');
  }

  findings(): readonly Finding[] {
    return [...this.#found.values()];
  }

  closed(): Written['closed'] {
    return [...this.#closed.values()];
  }
}

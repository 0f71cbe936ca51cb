/** How a node answers one request, by the case's `backends`. */
import type { NodeAnswer, NodeBehaviour } from '../vector.ts';

/** A request as a node received it. Texts are UTF-8. */
export interface Seen {
  /** Address and port of the node. */
  readonly node: string;
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** Lower-case names in order; Host is not among them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Whether the node answered with the usual echo. */
  readonly echo?: boolean;
  readonly http?: number;
  readonly tls?: { readonly sni: string | null; readonly client_subject: string | null; readonly authorized: boolean };
}

export type Reaction =
  | { readonly kind: 'silent' }
  | { readonly kind: 'close' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string;
      readonly delay: number;
      /** The usual `{"ok":1}`. */
      readonly echo: boolean;
    };

export const echoBody = '{"ok":1}';

/** Whether a Connection header asks to switch protocols. */
export const switching = (connection: string | undefined): boolean => /\bupgrade\b/i.test(connection ?? '');

/** The reaction of a node; without a behaviour of its own it echoes, and accepts every upgrade. */
export function react(behaviour: NodeBehaviour | undefined, seen: Seen): Reaction {
  if (behaviour?.probe_path !== undefined && seen.target === behaviour.probe_path) {
    return answer({ status: behaviour.probe_status ?? 200, body: 'probe' });
  }
  const rule = behaviour?.kind === 'rules' ? behaviour.rules?.find((one) => applies(one.if, seen)) : behaviour;
  if (rule?.kind === 'silent' || rule?.kind === 'close') return { kind: rule.kind };
  const upgrade = switching(valueOf(seen, 'connection')) ? valueOf(seen, 'upgrade') : undefined;
  if (rule === undefined && upgrade !== undefined) {
    const headers = [
      ['Upgrade', upgrade],
      ['Connection', 'Upgrade'],
    ] as const;
    return { kind: 'answer', status: 101, headers, body: '', delay: 0, echo: false };
  }
  return answer(rule ?? {});
}

function answer(rule: NodeAnswer): Reaction {
  const delay = rule.delay_ms ?? 0;
  const plain = rule.status === undefined && rule.headers === undefined && rule.body === undefined;
  if (plain) {
    const headers = [['Content-Type', 'application/json']] as const;
    return { kind: 'answer', status: 200, headers, body: echoBody, delay, echo: true };
  }
  const headers = Object.entries(rule.headers ?? { 'Content-Type': 'text/plain' }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one] as const),
  );
  return {
    kind: 'answer',
    status: rule.status ?? 200,
    headers,
    body: (rule.body ?? '').repeat(rule.body_repeat ?? 1),
    delay,
    echo: false,
  };
}

function applies(condition: NonNullable<NodeBehaviour['rules']>[number]['if'], seen: Seen): boolean {
  if (condition === undefined) return true;
  if (condition.method !== undefined && condition.method !== seen.method) return false;
  if (condition.path !== undefined && !new RegExp(condition.path).test(seen.target)) return false;
  if (condition.body !== undefined && !new RegExp(condition.body).test(seen.body)) return false;
  return Object.entries(condition.header ?? {}).every(([name, pattern]) => {
    const value = valueOf(seen, name.toLowerCase());
    return value !== undefined && new RegExp(pattern).test(value);
  });
}

export function valueOf(seen: Pick<Seen, 'headers'>, name: string): string | undefined {
  const values = seen.headers.filter(([key]) => key === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

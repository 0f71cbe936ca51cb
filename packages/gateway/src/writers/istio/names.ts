/**
 * Server names and hosts of Istio's gateways (observed: tls-sni vectors): a server shows its certificate for any number of labels
 * under a wildcard, and for no name at all where its host is `*`; requests on its connections reach its own hosts alone.
 */
import { all, any, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Notes } from '../envoy/notes.ts';
import type { Shown } from '../envoy/tls/usable.ts';

/** What clients with TLS meet otherwise. */
export function sayNames(certificates: readonly Shown[], notes: Notes): void {
  for (const { names, sources } of certificates) {
    const found = [...deeper(names), ...strangers(names, certificates), ...(names.includes('*') ? [nameless] : [])];
    if (found.length === 0) continue;
    const when = all([{ subject: 'scheme', equals: 'https' }, any(found)]);
    notes.say({ code: 'IST020', params: { names: names.join(', ') }, source: sources[0], routes: 'all', when });
  }
}

const nameless: Condition = not({ subject: 'sni', matches: '.' });

/** Names with more labels than the source's wildcards cover. */
const deeper = (names: readonly string[]): readonly Condition[] =>
  names
    .filter((name) => name.startsWith('*.'))
    .map((name) => ({
      subject: 'sni',
      matches: `^[^.]+\\.[^.].*${name.slice(1).replaceAll('.', '\\.')}$`,
      ignoreCase: true,
    }));

/** Connections under a name of the certificate that ask for a host of another one. */
function strangers(names: readonly string[], certificates: readonly Shown[]): readonly Condition[] {
  if (names.includes('*')) return [];
  const exact = certificates
    .flatMap((one) => one.names)
    .filter((name) => !name.startsWith('*') && !names.includes(name));
  const shown = any(names.map((name) => named('sni', name)));
  return [all([shown, not({ subject: 'sni', in: exact }), not(any(names.map((name) => named('host', name))))])];
}

const named = (subject: 'sni' | 'host', name: string): Condition =>
  name.startsWith('*') ? { subject, suffix: name.slice(1) } : { subject, equals: name };

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
    const when = bound(
      names,
      certificates.map((one) => one.names),
    );
    notes.say({ code: 'IST020', params: { names: names.join(', ') }, source: sources[0], routes: 'all', when });
  }
}

/** Requests with TLS that meet a server of these names otherwise than the source; `servers`: the names of all. */
export function bound(names: readonly string[], servers: readonly (readonly string[])[]): Condition {
  const found = [...deeper(names), ...strangers(names, servers), ...(names.includes('*') ? [nameless] : [])];
  return all([{ subject: 'scheme', equals: 'https' }, any(found)]);
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
function strangers(names: readonly string[], servers: readonly (readonly string[])[]): readonly Condition[] {
  if (names.includes('*')) return [];
  const others = servers.flat().filter((name) => !name.startsWith('*') && !names.includes(name));
  const hosts = names.map(
    (name): Condition =>
      name.startsWith('*') ? { subject: 'host', suffix: name.slice(1) } : { subject: 'host', equals: name },
  );
  return [all([any(names.map(toldName)), not(any(others.map(toldName))), not(any(hosts))])];
}

/** A server name that a certificate's name covers, in whatever letters. */
export const toldName = (name: string): Condition => ({
  subject: 'sni',
  matches: `${name.startsWith('*') ? '' : '^'}${name.replace(/^\*/, '').replaceAll('.', '\\.')}$`,
  ignoreCase: true,
});

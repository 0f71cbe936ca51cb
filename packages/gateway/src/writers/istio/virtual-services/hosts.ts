/** Istio knows full names, `*.suffix` and `*`; other kinds of hosts (`*shop.example`, a single label) have no word. */
import type { HostMatch } from '../../../model/model.ts';

/** Whether Istio takes it as a host of a VirtualService. */
export function isHost(host: HostMatch): boolean {
  if (host.kind === 'any') return true;
  if (host.kind === 'exact') return fullName.test(host.name) && !address.test(host.name);
  return host.suffix === '' || (host.suffix.startsWith('.') && fullName.test(host.suffix.slice(1)));
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** At least two labels: a single one would be completed with the namespace. */
const fullName = new RegExp(`^${label}(?:\\.${label})+$`);
const address = /^[0-9.]+$/;

/** Names of hosts as Istio compares them (istio.io/docs: Gateway `hosts`, VirtualService `hosts`). */

const wild = (host: string): boolean => host.startsWith('*');

/** Whether every host that the first stands for is one of the second. */
function covered(one: string, by: string): boolean {
  if (!wild(by)) return one === by;
  if (!wild(one)) return one.endsWith(by.slice(1));
  return one.length >= by.length && one.slice(1).endsWith(by.slice(1));
}

/** Whether there is a host that both stand for. */
export function overlaps(one: string, other: string): boolean {
  return covered(one, other) || covered(other, one);
}

/** What both lists have in common: of each pair the narrower one. */
export function common(some: readonly string[], others: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const one of some) {
    for (const other of others) {
      if (covered(one, other)) found.add(one);
      else if (covered(other, one)) found.add(other);
    }
  }
  return [...found];
}

/** A short name is one of a service in the same namespace. */
export function fullName(host: string, namespace: string): string {
  if (host === '' || host === '*' || host.includes('.') || host.includes(':')) return host;
  return `${host}.${namespace}.svc.cluster.local`;
}

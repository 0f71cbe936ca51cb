/** The host names of the recorded gateway's network, and its ports. Other names do not resolve. */
export const hosts: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  'payments-a.svc.internal': '10.20.1.11',
  'payments-b.svc.internal': '10.20.1.12',
  'orders.svc.internal': '10.20.2.11',
  'orders-v2.svc.internal': '10.20.2.12',
  'auth.svc.internal': '10.20.3.11',
  'voice.svc.internal': '10.20.4.11',
  'legacy.example.net': '10.20.5.11',
  'api.partner.example': '10.20.6.11',
};

/** Ports on which every node answers plain HTTP/1.1; any other refuses the connection. */
export const plainPorts: readonly number[] = [80, 443, 3000, 5000, 8080, 8081, 8443, 9000, 9001];

/** A node as the configuration names it, `host:port`, as address and port. */
export function addressOf(node: string): string {
  const colon = node.lastIndexOf(':');
  const name = node.slice(0, colon);
  return `${hosts[name] ?? name}${node.slice(colon)}`;
}

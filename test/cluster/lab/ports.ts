/** Where the parts of a lab listen, all on loopback. A lab has a network of its own, and nodes of vectors take the usual ports. */
export const ports = {
  etcd: 2379,
  etcdPeers: 2380,
  api: 6443,
  istiodHttp: 15_080,
  istiodGrpc: 15_010,
  istiodWebhooks: 15_017,
  istiodMonitoring: 15_014,
  /** The first proxy's admin port; each further one takes the next. */
  admin: 19_000,
} as const;

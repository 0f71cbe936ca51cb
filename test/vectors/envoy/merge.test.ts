import { expect, test } from 'vitest';
import { addressOfCase, merge, type TreeObject } from './merge.ts';

const bootstrap = (path: string): TreeObject => ({
  layered_runtime: { layers: [] },
  static_resources: {
    clusters: [{ name: 'orders', load_assignment: { cluster_name: 'orders' } }],
    listeners: [
      {
        name: 'main',
        address: { socket_address: { address: '0.0.0.0', port_value: 9080 } },
        filter_chains: [
          {
            filters: [
              {
                name: 'hcm',
                typed_config: {
                  http_filters: [{ name: 'router' }],
                  route_config: {
                    virtual_hosts: [
                      {
                        name: 'orders',
                        routes: [
                          { match: { prefix: path }, route: { cluster: 'orders' } },
                          {
                            match: { prefix: '/' },
                            route: { weighted_clusters: { clusters: [{ name: 'orders', weight: 1 }] } },
                          },
                        ],
                      },
                    ],
                  },
                },
              },
            ],
          },
        ],
      },
    ],
  },
});

test('cases keep their ports and nodes, and share nothing but the process', () => {
  const parts = [0, 300].map((number) => ({ number, bootstrap: bootstrap(`/${number}`), ipv6: number > 0 }));
  const merged = merge(parts, 19_000);
  expect(merged['layered_runtime']).toEqual({ layers: [] });
  const text = JSON.stringify(merged);
  expect(text.match(/"port_value":9080/g)).toHaveLength(3);
  expect(addressOfCase(300)).toBe('127.1.1.44');
  expect(text).toContain('"address":"127.1.1.44"');
  expect(text.match(/"c300\/orders"/g)).toHaveLength(4);
  expect(text.match(/"c0\/orders"/g)).toHaveLength(4);
  // A virtual host of the same name is no reference.
  expect(text.match(/"name":"orders"/g)).toHaveLength(2);
});

import { defineConfig } from 'vitest/config';

/** What needs the real components of a cluster: `make test-cluster` (tools/test-cluster.ts). */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    // Real components answer within seconds on a quiet machine; the deadline only ends what hangs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // A lab has the network, and its ports, to itself.
    maxWorkers: 1,
    fileParallelism: false,
  },
});

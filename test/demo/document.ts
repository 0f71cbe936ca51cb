/** Migration documents for the scenes: what examples/voice-assistant/migration.yaml says, in seconds. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface PhaseOf {
  readonly name: string;
  /** Ids of routes. */
  readonly routes: readonly string[];
  readonly stages: readonly { readonly share: number; readonly hold?: string; readonly approval?: 'required' }[];
}

export interface DocumentOf {
  readonly name: string;
  readonly old: { readonly address: string; readonly metrics: string };
  readonly edge: string;
  readonly hold: string;
  readonly minimumRequests: number;
  readonly phases: readonly PhaseOf[];
}

/** The document as JSON, which is YAML too. */
export const documentOf = (wanted: DocumentOf): string =>
  `${JSON.stringify(
    {
      apiVersion: 'banyan.dev/v1alpha1',
      kind: 'Migration',
      metadata: { name: wanted.name },
      spec: {
        source: {
          apisix: 'apisix.yaml',
          address: wanted.old.address,
          metrics: `http://${wanted.old.metrics}`,
        },
        target: { envoy: {} },
        edge: { listen: wanted.edge },
        mode: 'gradual',
        defaults: {
          hold: wanted.hold,
          gates: {
            errors: '1%',
            p95: '1s',
            minimumRequests: wanted.minimumRequests,
            noData: 'hold',
            tooFewRequests: 'hold',
            sourceDown: 'hold',
          },
        },
        phases: wanted.phases,
      },
    },
    null,
    2,
  )}\n`;

/** An address on loopback that nobody uses now. */
export const freeAddress = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on an IP address has an AddressInfo.
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(`127.0.0.1:${port}`));
    });
  });

/** Parts of the estate: routes that move together. */
export const routes = {
  knowledge: ['knowledge-articles', 'knowledge-search', 'knowledge-search-next', 'status'],
  conversation: ['identity-login', 'identity-me', 'identity-keys', 'conversation', 'conversation-health'],
  ordersAndVoice: ['orders', 'orders-webhook', 'voice-stream', 'voice-sessions', 'speech', 'account'],
} as const;

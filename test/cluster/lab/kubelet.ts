/**
 * A node's kubelet as far as a forwarded port needs one: the real API server asks it, over TLS with the server's own certificate,
 * by the channels of Kubernetes' WebSockets. What comes in goes to a port of loopback, and back.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { Lab } from './lab.ts';
import type { KubernetesObject } from './object.ts';

const port = 10_250;
const node = 'lab';
const protocol = 'v4.channel.k8s.io';
/** Of the two channels of a port: what goes through, and why it does not. */
const data = 0;
const failures = 1;

export interface Kubelet {
  /** A pod that is ready, with its ports of loopback. */
  pod(name: string, namespace: string, labels: Readonly<Record<string, string>>): Promise<void>;
  end(): void;
}

export async function startKubelet(lab: Lab, folder: string): Promise<Kubelet> {
  const certificate = (kind: string): Buffer => readFileSync(join(folder, `certificates/apiserver.${kind}`));
  const server = createServer({ cert: certificate('crt'), key: certificate('key') });
  const sockets = new WebSocketServer({ server, handleProtocols: () => protocol });
  sockets.on('connection', (socket, asked) => {
    const wanted = Number(new URL(asked.url ?? '', 'https://kubelet').searchParams.get('port'));
    const number = Buffer.alloc(2);
    number.writeUInt16LE(wanted);
    const frame = (channel: number, content: Buffer): Buffer => Buffer.concat([Buffer.from([channel]), content]);
    for (const channel of [data, failures]) socket.send(frame(channel, number));
    const inner = connect(wanted, '127.0.0.1');
    inner.on('data', (chunk) => socket.send(frame(data, chunk)));
    inner.on('error', (error) => socket.send(frame(failures, Buffer.from(error.message))));
    inner.on('close', () => socket.close());
    socket.on('message', (message: Buffer) => inner.write(message.subarray(1)));
    socket.on('close', () => inner.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  await applied(lab, { apiVersion: 'v1', kind: 'Node', metadata: { name: node } }, status);
  return {
    pod: (name, namespace, labels) =>
      applied(
        lab,
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace, labels },
          spec: { nodeName: node, containers: [{ name: 'envoy', image: 'envoy' }] },
        },
        { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      ),
    end: () => {
      sockets.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The object, then its status, which is a page of its own. */
async function applied(lab: Lab, object: KubernetesObject, status: object): Promise<void> {
  for (const refused of [await lab.api.apply(object), await lab.api.apply({ ...object, status }, 'status')]) {
    if (refused !== undefined) throw new Error(refused);
  }
}

/** etcd and kube-apiserver, as a cluster without nodes: what it accepts is what any cluster of its version accepts. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, apiOf } from './api.ts';
import type { Components } from './components.ts';
import { ports } from './ports.ts';
import { type Processes, until } from './process.ts';

export interface ApiServer {
  readonly api: Api;
  readonly kubeconfig: string;
}

export async function startApiServer(group: Processes, parts: Components, folder: string): Promise<ApiServer> {
  const at = (name: string): string => join(folder, name);
  const token = randomUUID();
  mkdirSync(at('certificates'), { recursive: true });
  writeFileSync(at('tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  writeFileSync(at('accounts.key'), accountKey(), { mode: 0o600 });
  const etcdUrl = `http://127.0.0.1:${ports.etcd}`;
  const peerUrl = `http://127.0.0.1:${ports.etcdPeers}`;
  const etcd = group.start(
    parts.etcd,
    [
      `--data-dir=${at('etcd')}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    at('etcd.log'),
  );
  // It waits for etcd by itself.
  const server = group.start(
    parts.apiServer,
    [
      `--etcd-servers=${etcdUrl}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${ports.api}`,
      `--cert-dir=${at('certificates')}`,
      `--token-auth-file=${at('tokens.csv')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${at('accounts.key')}`,
      `--service-account-signing-key-file=${at('accounts.key')}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--authorization-mode=RBAC',
      // No controller makes service accounts here, and nothing runs that would need one.
      '--disable-admission-plugins=ServiceAccount',
      '--endpoint-reconciler-type=none',
      '--enable-priority-and-fairness=false',
    ],
    at('kube-apiserver.log'),
  );
  const certificate = at('certificates/apiserver.crt');
  let api: Api | undefined;
  await until(
    'the API server is ready',
    180,
    async () => {
      api ??= withCertificate(certificate, token);
      return api !== undefined && (await api.get('/readyz')).status === 200;
    },
    [etcd, server],
  );
  if (api === undefined) throw new Error('the API server has no certificate');
  const kubeconfig = at('kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(configOf(certificate, token)), { mode: 0o600 });
  return { api, kubeconfig };
}

/** The server makes its certificate when it starts. */
function withCertificate(file: string, token: string): Api | undefined {
  try {
    return apiOf({ port: ports.api, token, ca: readFileSync(file, 'utf8') });
  } catch {
    return undefined;
  }
}

function accountKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

const configOf = (certificate: string, token: string): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    { name: 'lab', cluster: { server: `https://127.0.0.1:${ports.api}`, 'certificate-authority': certificate } },
  ],
  users: [{ name: 'admin', user: { token } }],
  contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'admin' } }],
  'current-context': 'lab',
});

/** A real etcd and its HTTP gateway. */
import { join } from 'node:path';
import { components } from './components.ts';
import { type Processes, until } from './process.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const text = (value: unknown): string => (typeof value === 'string' ? Buffer.from(value, 'base64').toString() : '');

interface Stored {
  readonly key: string;
  readonly value: string;
  readonly created: number;
  readonly modified: number;
}

export interface LabEtcd {
  readonly url: string;
  /** Of everything that was ever written. */
  revision(): Promise<number>;
  put(key: string, value: string): Promise<void>;
  remove(key: string): Promise<number>;
  /** One key, or all that begin so, in order. */
  get(key: string, all?: 'below'): Promise<readonly Stored[]>;
}

export async function startEtcd(group: Processes, folder: string, port: number): Promise<LabEtcd> {
  const parts = components();
  if (!parts.ok) throw new Error(parts.error);
  const url = `http://127.0.0.1:${port}`;
  const peers = `http://127.0.0.1:${port + 1}`;
  const started = group.start(
    parts.value.etcd,
    [
      `--data-dir=${join(folder, 'data')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    join(folder, 'etcd.log'),
  );
  const ready = (): Promise<boolean> =>
    fetch(`${url}/health`).then(
      ({ status }) => status === 200,
      () => false,
    );
  await until('etcd is ready', 30, ready, [started]);
  const post = async (path: string, body: object): Promise<EtcdAnswer> => {
    const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`etcd answers ${answer.status}: ${await answer.text()}`);
    // What etcd's documentation says it answers.
    return (await answer.json()) as EtcdAnswer;
  };
  return {
    url,
    revision: async () => Number((await post('/v3/kv/range', { key: base64('\0'), count_only: true })).header.revision),
    put: async (key, value) => void (await post('/v3/kv/put', { key: base64(key), value: base64(value) })),
    remove: async (key) => Number((await post('/v3/kv/deleterange', { key: base64(key) })).deleted ?? 0),
    get: async (key, all) => {
      // The key behind all that begin so.
      const behind = `${key.slice(0, -1)}${String.fromCharCode(key.charCodeAt(key.length - 1) + 1)}`;
      const end = all === undefined ? {} : { range_end: base64(behind) };
      const { kvs = [] } = await post('/v3/kv/range', { key: base64(key), ...end });
      return kvs.map((one) => ({
        key: text(one.key),
        value: text(one.value),
        created: Number(one.create_revision),
        modified: Number(one.mod_revision),
      }));
    },
  };
}

interface EtcdAnswer {
  readonly header: { readonly revision: string };
  readonly kvs?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly create_revision: string;
    readonly mod_revision: string;
  }[];
  readonly deleted?: string;
}

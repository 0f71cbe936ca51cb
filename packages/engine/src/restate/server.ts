/** Command line and environment of the embedded restate-server: one node, loopback only, nothing phoned home. */
import { join } from 'node:path';

export interface ServerPorts {
  readonly ingress: number;
  readonly admin: number;
  readonly node: number;
}

export interface ServerSpec {
  readonly binary: string;
  /** Folder of everything that it keeps. */
  readonly folder: string;
  readonly ports: ServerPorts;
}

/** The node's name is the folder inside the data: it must never follow the host name, or another host would find it empty. */
const name = 'banyan';

export function serverCommand(spec: ServerSpec): {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
} {
  const own = `http://127.0.0.1:${spec.ports.node}/`;
  return {
    file: spec.binary,
    arguments: ['--base-dir', spec.folder, '--no-logo'],
    environment: {
      RESTATE_NODE_NAME: name,
      RESTATE_CLUSTER_NAME: name,
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_IP: '127.0.0.1',
      RESTATE_BIND_PORT: String(spec.ports.node),
      RESTATE_ADVERTISED_ADDRESS: own,
      RESTATE_METADATA_CLIENT__ADDRESSES: JSON.stringify([own]),
      RESTATE_INGRESS__BIND_PORT: String(spec.ports.ingress),
      RESTATE_ADMIN__BIND_PORT: String(spec.ports.admin),
      RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_DEFAULT_NUM_PARTITIONS: '4',
      RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '128 MiB',
      RESTATE_ADMIN__QUERY_ENGINE__MEMORY_SIZE: '64 MiB',
      RESTATE_BIFROST__RECORD_CACHE_MEMORY_SIZE: '16 MiB',
      // An invocation whose worker died is tried again within a second, however long the worker was away; it never gives up.
      RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL: '50ms',
      RESTATE_DEFAULT_RETRY_POLICY__MAX_INTERVAL: '1s',
      RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: 'unlimited',
      RESTATE_SHUTDOWN_TIMEOUT: '3s',
      RESTATE_LOG_FILTER: 'warn',
      RESTATE_LOG_FORMAT: 'compact',
      RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
    },
  };
}

export const serverMarks = (folder: string): readonly string[] => ['--base-dir', folder];
export const dataOf = (folder: string): string => join(folder, name);

/** The real components that tools/setup-cluster.sh built, or the reason why they cannot run on this machine. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '@banyan/core/result.ts';

/** Root of the repository. */
const root = resolve(import.meta.dirname, '../../..');

export interface Components {
  readonly etcd: string;
  readonly apiServer: string;
  readonly istiod: string;
  readonly istioctl: string;
  readonly envoy: string;
  /** Folder of custom resource definitions: `istio.yaml`, and the channels of Gateway API as folders. */
  readonly definitions: string;
}

/** Absolute paths; the reason when something was not built. */
export function components(): Result<Components, string> {
  const folder = join(root, '.tools/cluster');
  const at = (name: string): string => join(folder, name);
  const found: Components = {
    etcd: at('etcd'),
    apiServer: at('kube-apiserver'),
    istiod: at('pilot-discovery'),
    istioctl: at('istioctl'),
    envoy: process.env['BANYAN_ENVOY'] ?? join(root, '.tools/envoy'),
    definitions: at('crds'),
  };
  const absent = Object.values<string>({ ...found }).find((path) => !existsSync(path));
  if (absent === undefined) return ok(found);
  const reason = join(root, '.tools/cluster.missing');
  return err(existsSync(reason) ? readFileSync(reason, 'utf8') : `there is no ${absent}; run \`make test-cluster\``);
}

/** The files that the recorded gateway would have had for a case: its configuration, and the options of the gateway itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VectorCase } from '../vector.ts';

/** Options of config.yaml by profile; the router stands beside them. */
const profiles: Readonly<Record<string, object>> = {
  'tail-slash': { delete_uri_tail_slash: true },
  servlet: { normalize_uri_like_servlet: true },
  'encoded-slash': { match_uri_encoded_slash: true },
  tls: { ssl: { enable: true, listen: [{ ip: '0.0.0.0', port: 9443 }] } },
};

/** Writes the files into the folder; paths, the configuration first. */
export function writeSource(one: VectorCase, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const configuration = join(folder, one.yaml === undefined ? 'apisix.json' : 'apisix.yaml');
  writeFileSync(configuration, one.yaml ?? JSON.stringify(one.config, undefined, 1));
  const options = {
    apisix: {
      node_listen: [{ ip: '0.0.0.0', port: 9080 }],
      router: { http: one.router },
      ...profiles[one.profile ?? ''],
    },
  };
  const gateway = join(folder, 'config.yaml');
  writeFileSync(gateway, `${JSON.stringify(options, undefined, 1)}\n`);
  return [configuration, gateway];
}

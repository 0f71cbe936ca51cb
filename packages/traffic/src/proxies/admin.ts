import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, type Result } from '@banyan/core/result.ts';
import { getText } from '../local/get.ts';

/** Where an Envoy's admin interface listens; always on loopback. */
export interface AdminAddress {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:1234`, as Envoy writes it into the file of --admin-address-path. */
export function parseAddress(text: string): AdminAddress | undefined {
  const parts = /^\[?([0-9a-f.:]+?)\]?:(\d+)$/i.exec(text.trim());
  return parts?.[1] === undefined ? undefined : { host: parts[1], port: Number(parts[2]) };
}

/** GET on the admin interface; a status other than 200 is a failure. Times out after 5 s. */
export async function askAdmin(
  address: AdminAddress,
  path: string,
  signal: AbortSignal,
): Promise<Result<string, Finding>> {
  const answer = await getText({ ...address, path }, signal);
  if (answer.ok) return answer;
  return err(finding('TRF006', { address: `${address.host}:${address.port}`, reason: answer.error }));
}

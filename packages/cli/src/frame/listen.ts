/** `ADDR:PORT` of an option. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { parseAddress } from '@banyan/core/net/address.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';

export interface ListenAt {
  readonly address: string;
  readonly port: number;
}

/** An IP address and a port, `[::1]:9080` for version 6; a port alone means loopback. Undefined where the option was not given. */
export function listenOf(option: string, text: string | undefined): Result<ListenAt | undefined, Finding> {
  if (text === undefined) return ok(undefined);
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]:|([^:]+):)?(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? '127.0.0.1';
  const port = Number(digits);
  const wrong = digits === '' || port > 65_535 || parseAddress(address) === undefined;
  if (wrong)
    return err(finding('CLI005', { option, value: text, allowed: 'ADDR:PORT (127.0.0.1:9080, [::1]:9080, 0)' }));
  return ok({ address, port });
}

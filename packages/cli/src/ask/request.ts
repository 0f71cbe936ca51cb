/** A request in the words of curl, as one line of JSON for the evaluator. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { askWords as words } from '@banyan/core/words/ask.ts';
import type { Context, OptionSpec } from '../frame/command.ts';

export const requestOptions: readonly OptionSpec[] = [
  { flags: '-X, --method <METHOD>', description: words.method },
  { flags: '-H, --header <HEADER>', description: words.header, repeatable: true },
  { flags: '-d, --data <TEXT>', description: words.data },
  { flags: '--client-ip <ADDRESS>', description: words.clientIp },
];

/** As curl does it: the host of the URL unless a header names one, and a path for those that leave it out. */
export function requestOf(url: string, { options }: Context): Result<string, Finding> {
  const found = /^(?:(https?):\/\/)?([^/?#]*)([^#]*)/i.exec(url);
  const [, scheme = 'http', authority = '', rest = ''] = found ?? [];
  const headers: Record<string, string | string[]> = {};
  let host = authority === '' ? 'localhost' : authority;
  for (const line of options.list('header')) {
    const [, name, value] = /^([^:;\s]+)(?::\s*|;\s*$)(.*)$/.exec(line) ?? [];
    if (name === undefined) return err(finding('CLI005', { option: '--header', value: line, allowed: 'NAME: VALUE' }));
    if (name.toLowerCase() === 'host') host = value ?? '';
    else headers[name] = name in headers ? [headers[name] ?? '', value ?? ''].flat() : (value ?? '');
  }
  const body = options.text('data');
  const address = options.text('clientIp');
  const secure = scheme.toLowerCase() === 'https';
  return ok(
    JSON.stringify({
      method: options.text('method') ?? (body === undefined ? 'GET' : 'POST'),
      path: rest.startsWith('/') ? rest : `/${rest}`,
      host,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(address === undefined ? {} : { client_ip: address }),
      ...(secure ? { scheme: 'https', sni: (authority === '' ? host : authority).replace(/:\d+$/, '') } : {}),
    }),
  );
}

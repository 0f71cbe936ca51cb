/** A request as a line for a shell. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';

/** Variables of credentials are for the shell to fill in; everything else is as it stands. */
function quoted(text: string): string {
  if (/\$CREDENTIAL_\d/.test(text)) return `"${text.replace(/["`\\]|\$(?!CREDENTIAL_\d)/g, '\\$&')}"`;
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const longest = 2000;

/** `base` is where the gateway listens, e.g. `http://127.0.0.1:9080`; `hide` puts variables in the place of credentials. */
export function curlLine(request: GatewayRequest, base: string, hide: (text: string) => string): string {
  const { method, path, host, headers, body, http_version: version, scheme } = request;
  const words = ['curl', '-i', '--path-as-is'];
  if (version === '1.0') words.push('--http1.0');
  if (method === 'HEAD') words.push('-I');
  else if (method !== (body === undefined ? 'GET' : 'POST')) words.push('-X', quoted(method));
  if (host === null) words.push('-H', "'Host;'");
  else words.push('-H', quoted(`Host: ${host}`));
  for (const [name, value] of Object.entries(headers))
    for (const one of typeof value === 'string' ? [value] : value)
      words.push('-H', quoted(hide(one === '' ? `${name};` : `${name}: ${one}`)));
  if (body !== undefined)
    words.push(
      '--data-binary',
      body.length > longest ? `"$(head -c ${body.length} /dev/zero | tr '\\0' x)"` : quoted(body),
    );
  const at = scheme === 'https' ? base.replace(/^http:/, 'https:') : base;
  words.push(quoted(hide(`${at}${path.startsWith('/') ? path : `/${path}`}`)));
  return words.join(' ');
}

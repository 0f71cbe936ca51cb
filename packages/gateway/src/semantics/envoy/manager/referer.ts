import { isIPv6 } from 'node:net';
import type { Headers } from '../headers.ts';

const absolute = /^[A-Za-z][\w+.-]*:\/\/(\[[^\]]*\]|[A-Za-z0-9.-]+)(?::(\d+))?(?:[/?][^\s#]*)?$/;
const relative = /^(?:[\w.~!$&'()*+,;=@%?-]|\/[\w.~!$&'()*+,;=@%?:/-]*$)*$/;

/**
 * A Referer that is no URL, or one with a fragment or a user, is taken off every request (`isValidRefererValue` in
 * http/utility.cc; which characters pass was seen on a real Envoy).
 */
export function sanitizeReferer(headers: Headers): void {
  const value = headers.get('referer');
  if (value === undefined) return;
  const printable = /^[\x21-\x7e]+$/.test(value);
  if (!printable || !(validUrl(value) || relative.test(value))) headers.remove('referer');
}

function validUrl(value: string): boolean {
  const found = absolute.exec(value);
  if (found === null) return false;
  const [, host = '', port = '0'] = found;
  return Number(port) <= 65_535 && (!host.startsWith('[') || isIPv6(host.slice(1, -1)));
}

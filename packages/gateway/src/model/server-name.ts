import type { Condition } from '@banyan/core/condition/condition.ts';

/** That a client asked for a server name that this name of a certificate covers: a wildcard covers one label, `*` all. */
export function serverName(name: string): Condition {
  const wild = name.startsWith('*');
  const text = (wild ? name.slice(1) : name).replaceAll(/[^A-Za-z0-9-]/g, '\\$&');
  const first = wild ? (text === '' ? '.+' : '[^.]+') : '';
  return { subject: 'sni', matches: `^${first}${text}$`, ignoreCase: true };
}

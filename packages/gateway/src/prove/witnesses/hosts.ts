import { asking, type Kind } from './witness.ts';
import { hostOf } from './base.ts';

/** Each host in the forms in which clients send it, names beside it, and what no rule names: the fallbacks. */
export const hosts: Kind = {
  name: 'hosts',
  *make({ site, base }) {
    const names = site.hosts.length === 0 ? ['any.example'] : site.hosts;
    for (const pattern of names) for (const host of forms(pattern)) yield asking({ ...base, host });
    for (const host of ['', 'unknown.invalid', '127.0.0.1', '[::1]:9080', 'localhost']) yield asking({ ...base, host });
    yield asking({ ...base, host: null, http_version: '1.0' });
  },
};

function forms(pattern: string): readonly string[] {
  const name = hostOf(pattern);
  const parent = name.slice(name.indexOf('.') + 1);
  return [
    name,
    name.toUpperCase(),
    `${name}:8080`,
    `${name}:80`,
    `${name}.`,
    `w.${name}`,
    `a.b.${name}`,
    `x${name}`,
    `${name}x`,
    parent,
    `other.${parent}`,
    `${name}.invalid`,
  ];
}

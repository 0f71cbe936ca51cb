import { pathOf, withPath } from '../edit.ts';
import type { PathAtom } from '../atoms/atoms.ts';
import { otherwise } from './base.ts';
import { asking, type Kind } from './witness.ts';

/**
 * Paths at the borders of the rule's own: a slash more or less, a byte more or less, another case, percent-encoding, dot segments,
 * doubled slashes, parameters and queries behind it, nothing at all.
 */
export const paths: Kind = {
  name: 'paths',
  *make({ site, bases }) {
    for (const base of bases) for (const path of around(pathOf(base))) yield asking(withPath(base, path));
    const [base] = bases;
    if (base === undefined) return;
    for (const { kind, text } of site.paths)
      if (kind === 'prefix') for (const path of atPrefix(text)) yield asking(withPath(base, path));
    const { right, wrong } = otherwise(site);
    for (const other of right) for (const path of around(pathOf(other))) yield asking(withPath(other, path));
    for (const other of [...right, ...wrong])
      for (const path of site.paths.slice(0, 4).flatMap(atBorder)) yield asking(withPath(other, path));
    for (const query of ['?', '?a=1', '?a=1&a=2', '?x=%2F&y', '?a=/b/../c', '#part'])
      yield asking({
        ...base,
        path: `${base.path}${base.path.includes('?') && query.startsWith('?') ? query.replace('?', '&') : query}`,
      });
  },
};

function around(path: string): readonly string[] {
  const cut = path.slice(0, -1);
  const last = path.charCodeAt(path.length - 1);
  const middle = path.lastIndexOf('/');
  const [before, after] = [path.slice(0, middle), path.slice(middle + 1)];
  const first = after.charCodeAt(0);
  const escaped = Number.isNaN(first) ? [] : [`${before}/%${first.toString(16).padStart(2, '0')}${after.slice(1)}`];
  const made = [
    `${path}/`,
    `${path}x`,
    `${path}/x`,
    `${path}/x/y`,
    `${path}//`,
    `${path}.`,
    `${path}/.`,
    `${path}/..`,
    `${path}/../x`,
    `${path};a=b`,
    `${path}%20`,
    `${path}%2F`,
    `${path}%2Fx`,
    `${path}%00`,
    `${path}%3Fa`,
    cut,
    `${cut}${String.fromCharCode(last + 1)}`,
    before,
    `${before}/`,
    `${before}/x`,
    `${before}//${after}`,
    `${before}/./${after}`,
    `${before}/x/../${after}`,
    `${before}%2F${after}`,
    `${before}/%2e/${after}`,
    `${before}/x/%2e%2e/${after}`,
    `/x${path}`,
    `/${path}`,
    path.toUpperCase(),
    swapped(path),
    ...escaped,
    '/',
    '',
  ];
  return [...new Set(made)].map((one) => (one.startsWith('/') ? one : `/${one}`));
}

const swapped = (path: string): string => path.replace(/[a-z]/, (char) => char.toUpperCase());

/** The nearest paths on both sides. */
function atBorder({ kind, text }: PathAtom): readonly string[] {
  const cut = text.slice(0, -1);
  const made = kind === 'prefix' ? [text, cut, `${cut}x`, `${text}a/b`] : [text, `${text}/`, `${text}x`, swapped(text)];
  return made.filter((one) => one.startsWith('/')).map(encodeURI);
}

/** Where a prefix ends: itself, without its last byte, with that byte changed, and things below it. */
function atPrefix(prefix: string): readonly string[] {
  const cut = prefix.slice(0, -1);
  const last = prefix.charCodeAt(prefix.length - 1);
  const made = [
    prefix,
    cut,
    `${cut}${String.fromCharCode(last + 1)}`,
    `${cut}x`,
    `${cut}/x`,
    `${prefix}a/b/c`,
    `${prefix}%2e%2e/x`,
    `${prefix}../x`,
    `${prefix}/x`,
    `${prefix}a%20b`,
    `${prefix}%C3%A4`,
    `${prefix}a+b`,
  ];
  return made.filter((one) => one.startsWith('/')).map((one) => one.replaceAll(' ', '%20'));
}

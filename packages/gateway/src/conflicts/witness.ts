/** A request that two rules both match, in words: what shows who wins. */
import type { Rule } from '../model/model.ts';

/** Method, host and path; conditions are named, not made up. */
export function witnessOf({ host, path, methods, condition }: Rule): string {
  const name =
    host.kind === 'exact'
      ? host.name
      : host.kind === 'any'
        ? 'any.example'
        : `any${host.suffix}`.replace(/^any$/, 'any.example');
  const target = path.kind === 'exact' ? path.path : path.kind === 'prefix' ? path.prefix || '/' : path.prefix;
  const more = 'always' in condition ? '' : ' …';
  return `${methods[0] ?? 'GET'} http://${name}${target}${more}`;
}

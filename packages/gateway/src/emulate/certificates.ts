/** Server certificates of the configuration's `ssls`. Keys stay in memory and are never said. */
import type { Certificate } from './listener.ts';
import { at } from './listeners.ts';

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');

export function certificatesOf(config: unknown): Certificate[] {
  const ssls = at(config, 'ssls');
  return (Array.isArray(ssls) ? (ssls as readonly unknown[]) : []).flatMap((ssl): Certificate[] => {
    const cert = at(ssl, 'cert');
    const key = at(ssl, 'key');
    if (
      typeof cert !== 'string' ||
      typeof key !== 'string' ||
      at(ssl, 'status') === 0 ||
      at(ssl, 'type') === 'client'
    ) {
      return [];
    }
    const names = [...texts(at(ssl, 'sni')), ...texts(at(ssl, 'snis'))].map((name) => name.toLowerCase());
    return [{ names, cert, key, asksClient: at(ssl, 'client') !== undefined }];
  });
}

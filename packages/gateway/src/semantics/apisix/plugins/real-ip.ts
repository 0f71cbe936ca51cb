import { type Context, read } from '../context.ts';
import { addressMatcher, isAddress } from '../lua/address.ts';
import { type Table, textOf, textsOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** Takes the client's address from elsewhere (plugins/real-ip.lua). Without `trusted_addresses` it believes everybody. */
export const realIp: Plugin = {
  name: 'real-ip',
  priority: 23000,
  compile(conf) {
    const trusted =
      conf['trusted_addresses'] === undefined ? undefined : addressMatcher(textsOf(conf['trusted_addresses']));
    return {
      rewrite(context) {
        const { exchange } = context;
        if (trusted !== undefined && !trusted(exchange.address)) return undefined;
        const [address, port] = split(addressFrom(context, conf, trusted) ?? '');
        if (!isAddress(address) || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
        exchange.peer = exchange.address;
        exchange.address = address.replace(/^\[|\]$/g, '');
        if (port !== undefined) exchange.remotePort = String(port);
        return undefined;
      },
    };
  },
};

/** From X-Forwarded-For the last address, or with `recursive` the last that is not trusted; else any variable. */
function addressFrom(
  context: Context,
  conf: Table,
  trusted: ((address: string) => boolean) | undefined,
): string | undefined {
  const source = textOf(conf['source']) ?? '';
  if (source !== 'http_x_forwarded_for') {
    const value = read(context, source);
    return typeof value === 'string' ? value : undefined;
  }
  const chain = context.exchange.headers.filter((header) => header.lower === 'x-forwarded-for').at(-1)?.value;
  if (chain?.includes(',') !== true) return chain;
  if (conf['recursive'] === true && trusted !== undefined) {
    const all = chain.split(/,\s*/);
    return all.slice(1).findLast((one) => !trusted(one)) ?? all[0];
  }
  return chain.slice(chain.lastIndexOf(',') + 1).replace(/^ +/, '');
}

/** `address`, `address:port`, `[address]` or `[address]:port`. */
function split(text: string): readonly [string, number | undefined] {
  const found = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(text);
  return found === null ? [text, undefined] : [found[1] ?? '', Number(found[2])];
}

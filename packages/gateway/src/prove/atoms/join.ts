import type { Site } from './atoms.ts';

type Lists = Omit<Site, 'id' | 'pointer' | 'shared'>;
const lists = [
  'hosts',
  'paths',
  'methods',
  'tests',
  'addresses',
  'credentials',
  'limits',
  'origins',
  'bodies',
  'sizes',
  'answerHeaders',
  'statuses',
  'texts',
] as const satisfies readonly (keyof Lists)[];

/** One site with the parts of others: lists are put together, each entry once. */
export function joined(base: Site, ...parts: readonly Partial<Site>[]): Site {
  const all = [base, ...parts];
  const together = <K extends (typeof lists)[number]>(key: K): readonly Site[K][number][] => {
    const seen = new Map<string, Site[K][number]>();
    for (const part of all)
      for (const one of part[key] ?? []) seen.set(typeof one === 'object' ? JSON.stringify(one) : String(one), one);
    return [...seen.values()];
  };
  return {
    id: base.id,
    pointer: base.pointer,
    hosts: together('hosts'),
    paths: together('paths'),
    methods: together('methods'),
    tests: together('tests'),
    addresses: together('addresses'),
    credentials: together('credentials'),
    limits: together('limits'),
    origins: together('origins'),
    bodies: together('bodies'),
    sizes: together('sizes'),
    answerHeaders: together('answerHeaders'),
    statuses: together('statuses'),
    texts: together('texts'),
    shared: all.some(({ shared }) => shared === true),
  };
}

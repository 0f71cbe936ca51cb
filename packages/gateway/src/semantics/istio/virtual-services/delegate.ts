import { type Data, flag, number, table, text, texts } from '../../envoy/data.ts';
import type { Match, Rule } from '../model.ts';

/** Rules of a delegate by its `namespace/name`, as far as a namespace may see them. */
export type PartOf = (name: string, namespace: string) => readonly Rule[];

const inherited = [
  'rewrite',
  'directResponse',
  'timeout',
  'retries',
  'fault',
  'mirror',
  'mirrorPercent',
  'mirrorPercentage',
  'corsPolicy',
  'mirrors',
  'headers',
] as const;

/**
 * A rule that delegates stands for the rules of the other VirtualService, each narrowed by its own conditions; what they
 * leave out they take from it. Conditions that contradict drop the rule.
 */
export function delegated(rule: Rule, namespace: string, partOf: PartOf): readonly Rule[] {
  const delegate = table(rule.data, 'delegate');
  if (delegate === undefined) return [rule];
  const name = `${text(delegate, 'namespace') ?? namespace}/${text(delegate, 'name') ?? ''}`;
  return partOf(name, namespace).flatMap((part) => {
    const matches = joined(rule.matches, part.matches);
    if (matches === undefined) return [];
    const defaults = inherited.filter((key) => part.data[key] === undefined && rule.data[key] !== undefined);
    return [
      {
        at: part.at,
        title: `${part.title} (by ${rule.title})`,
        data: {
          ...part.data,
          ...Object.fromEntries(defaults.map((key) => [key, rule.data[key]])),
          name: named(text(rule.data, 'name'), text(part.data, 'name')),
        },
        matches,
      },
    ];
  });
}

const named = (outer = '', inner = ''): string => (inner === '' ? outer : outer === '' ? inner : `${outer}-${inner}`);

/** Every condition of the delegate with every one of the root that does not contradict it; undefined when one finds none. */
function joined(roots: readonly Match[], leaves: readonly Match[]): readonly Match[] | undefined {
  if (roots.length === 0) return leaves;
  if (leaves.length === 0) return roots;
  const found: Match[] = [];
  for (const leaf of leaves) {
    const fitting = roots.filter((root) => !contradicts(root.data, leaf.data));
    if (fitting.length === 0) return undefined;
    found.push(...fitting.map((root) => ({ at: leaf.at, data: together(root.data, leaf.data) })));
  }
  return found;
}

const single = ['uri', 'scheme', 'method', 'authority'] as const;
const tabular = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'] as const;

function together(root: Data, leaf: Data): Data {
  const values = [...single, 'port', 'sourceNamespace', 'statPrefix', 'gateways'].flatMap((key) => {
    const value = leaf[key] ?? root[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  const maps = tabular.flatMap((key) => {
    const both = { ...table(root, key), ...table(leaf, key) };
    return Object.keys(both).length === 0 ? [] : [[key, both] as const];
  });
  const name = named(text(root, 'name'), text(leaf, 'name'));
  return { ...leaf, ...Object.fromEntries([...values, ...maps]), ...(name === '' ? {} : { name }) };
}

function contradicts(root: Data, leaf: Data): boolean {
  if (single.some((key) => apart(table(root, key), table(leaf, key)))) return true;
  for (const key of ['headers', 'withoutHeaders', 'queryParams'] as const) {
    const [outer, inner] = [table(root, key) ?? {}, table(leaf, key) ?? {}];
    if (Object.keys(inner).some((name) => apart(table(outer, name), table(inner, name)))) return true;
  }
  if ((flag(root, 'ignoreUriCase') ?? false) !== (flag(leaf, 'ignoreUriCase') ?? false)) return true;
  const [port, own] = [number(root, 'port') ?? 0, number(leaf, 'port') ?? 0];
  if (port > 0 && own > 0 && port !== own) return true;
  const [its, all] = [texts(leaf, 'gateways'), texts(root, 'gateways')];
  return all.length > 0 && its.some((name) => !all.includes(name));
}

/** A narrower text must lie in the wider one; beside a pattern nothing else may stand. */
function apart(root: Data | undefined, leaf: Data | undefined): boolean {
  if (root === undefined || leaf === undefined) return false;
  const [pattern, own] = [text(root, 'regex') ?? '', text(leaf, 'regex') ?? ''];
  if (pattern !== '' || own !== '') return true;
  const [exact, inner] = [text(root, 'exact') ?? '', text(leaf, 'exact') ?? ''];
  const [prefix, longer] = [text(root, 'prefix') ?? '', text(leaf, 'prefix') ?? ''];
  if (exact !== '') return longer !== '' || inner !== exact;
  if (prefix === '') return true;
  if (longer !== '') return !longer.startsWith(prefix);
  return inner === '' || !inner.startsWith(prefix);
}

/**
 * Ways in which a converted configuration goes wrong in practice: a rule is dropped or comes too late, a path reaches further, a
 * condition or protection is lost, a value is another. Each is one change at one place of the bootstrap, by a general rule.
 */
import { changedAt, isObject, type Path, type Spot, spots, type Tree, type TreeObject } from './tree.ts';

export interface Mutant {
  readonly name: string;
  readonly bootstrap: Tree;
}

/** A rule looks at every place, and says what may become of it. */
type Rule = (spot: Spot) => readonly Change[];

interface Change {
  readonly what: string;
  readonly at: Path;
  readonly change: (value: Tree) => Tree | undefined;
}

/** All mutants of a bootstrap, in the order of the file. */
export function mutants(bootstrap: Tree): readonly Mutant[] {
  const made: Mutant[] = [];
  const seen = new Set<string>();
  for (const spot of spots(bootstrap))
    for (const rule of rules)
      for (const { what, at, change } of rule(spot)) {
        const changed = changedAt(bootstrap, at, change);
        const text = JSON.stringify(changed);
        if (seen.has(text)) continue;
        seen.add(text);
        made.push({ name: `${what} at ${nameOf(bootstrap, at)}`, bootstrap: changed });
      }
  return made;
}

/** The path, with the names of what stands on the way. */
function nameOf(tree: Tree, path: Path): string {
  let here: Tree | undefined = tree;
  return path
    .map((key) => {
      // What is no object is a list here, by `Array.isArray`, which forgets that it is readonly.
      here = isObject(here) ? here[key] : Array.isArray(here) ? (here as readonly Tree[])[Number(key)] : undefined;
      const name = isObject(here) ? here['name'] : undefined;
      return typeof name === 'string' ? name : String(key);
    })
    .join(' / ')
    .replace(/^.* \/ virtual_hosts \/ /, '');
}

const textOf = (value: Tree | undefined): string => (typeof value === 'string' ? value : '');

const isRoute = ({ path, value }: Spot): boolean =>
  isObject(value) && path.at(-2) === 'routes' && isObject(value['match']);

/** Internal routes answer what the source refuses before routing. */
const own = (route: TreeObject): boolean => !/^~?(?:refused|fallback)/.test(textOf(route['name']));

const here = (spot: Spot, what: string, change: Change['change'], ...below: Path): Change => ({
  what,
  at: [...spot.path, ...below],
  change,
});

const put =
  (value: Tree): Change['change'] =>
  () =>
    value;
const drop: Change['change'] = () => undefined;
const scale =
  (factor: number): Change['change'] =>
  (value) =>
    Math.max(1, Math.round(Number(value) * factor));

const rules: readonly Rule[] = [
  // Rules.
  (spot) => (isRoute(spot) && isObject(spot.value) && own(spot.value) ? [here(spot, 'a rule is dropped', drop)] : []),
  (spot) => {
    const at = spot.path.at(-1);
    if (!isRoute(spot) || !isObject(spot.value) || !own(spot.value) || typeof at !== 'number') return [];
    const { value } = spot;
    return [
      {
        what: 'a rule comes last',
        at: spot.path.slice(0, -1),
        // As above.
        change: (list) => (Array.isArray(list) ? [...(list as readonly Tree[]).toSpliced(at, 1), value] : list),
      },
    ];
  },
  // Paths.
  (spot) => {
    const match = isRoute(spot) && isObject(spot.value) && own(spot.value) ? spot.value['match'] : undefined;
    const [prefix, path] = isObject(match) ? [match['prefix'], match['path']] : [];
    if (typeof prefix === 'string')
      return [
        here(spot, 'a prefix reaches further', put(prefix.replace(/\/$/, '')), 'match', 'prefix'),
        here(spot, 'a prefix reaches less far', put(`${prefix}x`), 'match', 'prefix'),
        here(spot, 'a prefix is another', put(`/other${prefix}`), 'match', 'prefix'),
      ];
    if (typeof path !== 'string') return [];
    return [
      here(
        spot,
        'an exact path becomes a prefix',
        (value) =>
          isObject(value)
            ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key === 'path' ? 'prefix' : key, one]))
            : value,
        'match',
      ),
      here(spot, 'a path is another', put(`${path}/`), 'match', 'path'),
    ];
  },
  // Hosts.
  (spot) => {
    const { path, value } = spot;
    if (path.at(-2) !== 'domains' || typeof value !== 'string' || value === '*' || value.endsWith('.')) return [];
    return [
      here(spot, 'a host is lost', put('nobody.invalid')),
      ...(value.startsWith('*') ? [] : [here(spot, 'a host becomes a pattern', put(`*${value}`))]),
    ];
  },
  // Conditions.
  (spot) =>
    isObject(spot.value) && spot.path.at(-2) === 'headers' && spot.path.at(-3) === 'match'
      ? [
          here(spot, 'a condition is lost', drop),
          here(spot, 'a condition is turned round', put({ ...spot.value, invert_match: true })),
        ]
      : [],
  (spot) => {
    const { path, value } = spot;
    if (path.at(-1) !== 'exact' || typeof value !== 'string' || !path.includes('match')) return [];
    return [here(spot, 'a value is another', put(`${value}x`))];
  },
  // Where requests go.
  (spot) =>
    spot.path.at(-1) === 'cluster' && spot.path.at(-2) === 'route' && typeof spot.value === 'string'
      ? [here(spot, 'a cluster is another', put(spot.value === 'blue' ? 'orders' : 'blue'))]
      : [],
  (spot) =>
    spot.path.at(-1) === 'weight' && spot.path.includes('weighted_clusters')
      ? [here(spot, 'a share is another', scale(2.5))]
      : [],
  (spot) => {
    if (spot.path.at(-2) !== 'lb_endpoints') return [];
    const address = ['endpoint', 'address', 'socket_address'];
    const siblings = isObject(spot.value);
    return siblings
      ? [
          here(spot, 'a node is on another port', put(8081), ...address, 'port_value'),
          here(spot, 'a node has another address', put('10.20.9.9'), ...address, 'address'),
          here(spot, 'a node weighs more', (value) =>
            isObject(value)
              ? { ...value, load_balancing_weight: 7 * Number(value['load_balancing_weight'] ?? 1) }
              : value,
          ),
          here(spot, 'a node is lost', drop),
        ]
      : [];
  },
  // What happens on the way.
  (spot) =>
    isObject(spot.value) && spot.path.at(-2) === 'typed_per_filter_config'
      ? [here(spot, 'a filter of a rule is lost', drop)]
      : [],
  (spot) =>
    /^(?:host_rewrite_literal|prefix_rewrite)$/.test(String(spot.path.at(-1)))
      ? [here(spot, 'a rewrite is lost', drop), here(spot, 'a rewrite is another', put('other.internal'))]
      : [],
  (spot) => (spot.path.at(-1) === 'substitution' ? [here(spot, 'a rewrite is another', put('/elsewhere'))] : []),
  (spot) => (spot.path.at(-1) === 'regex_rewrite' ? [here(spot, 'a rewrite is lost', drop)] : []),
  (spot) => {
    if (!/^(?:request|response)_mutations$/.test(String(spot.path.at(-2))) || !spot.path.includes('routes')) return [];
    return [here(spot, 'a header is no longer changed', drop)];
  },
  (spot) =>
    spot.path.at(-1) === 'value' &&
    spot.path.at(-2) === 'header' &&
    spot.path.includes('routes') &&
    typeof spot.value === 'string'
      ? [here(spot, 'a header has another value', put(`${spot.value}x`))]
      : [],
  (spot) =>
    spot.path.at(-2) === 'response_headers_to_add' &&
    spot.path.includes('routes') &&
    !/text.plain; charset/.test(JSON.stringify(spot.value))
      ? [here(spot, 'a header of an answer is lost', drop)]
      : [],
  (spot) =>
    spot.path.at(-1) === 'status' && spot.path.at(-2) === 'direct_response'
      ? [here(spot, 'an answer has another status', put(Number(spot.value) === 403 ? 200 : 403))]
      : [],
  (spot) =>
    spot.path.at(-1) === 'inline_string' &&
    spot.path.at(-3) === 'direct_response' &&
    typeof spot.value === 'string' &&
    !spot.value.startsWith('<')
      ? [here(spot, 'an answer says something else', put('other'))]
      : [],
  // Retries and time.
  (spot) =>
    spot.path.at(-1) === 'retry_policy' && spot.path.at(-2) === 'route'
      ? [
          here(spot, 'a limit of retries is forgotten', drop),
          here(spot, 'a limit of retries is another', put({ num_retries: 5 })),
        ]
      : [],
  (spot) =>
    spot.path.at(-1) === 'idle_timeout' && spot.path.includes('routes')
      ? [here(spot, 'a time limit is another', put('77s'))]
      : [],
  (spot) => (spot.path.at(-1) === 'connect_timeout' ? [here(spot, 'a time limit is another', put('77s'))] : []),
  // Protections.
  (spot) =>
    spot.path.at(-1) === 'max_tokens'
      ? [here(spot, 'a limit is larger', scale(10)), here(spot, 'a limit is smaller', scale(0.4))]
      : [],
  (spot) => (spot.path.at(-1) === 'fill_interval' ? [here(spot, 'a window is longer', put('7200s'))] : []),
  (spot) =>
    spot.path.at(-1) === 'prefix_len'
      ? [here(spot, 'a range is wider', (value) => Math.max(0, Number(value) - 8))]
      : [],
  (spot) =>
    spot.path.at(-1) === 'action' && /^(?:ALLOW|DENY)$/.test(textOf(spot.value))
      ? [here(spot, 'a protection is turned round', put(spot.value === 'ALLOW' ? 'DENY' : 'ALLOW'))]
      : [],
  (spot) => (spot.path.at(-2) === 'credentials' ? [here(spot, 'a key is lost', drop)] : []),
  (spot) =>
    spot.path.at(-1) === 'key' && spot.path.at(-3) === 'credentials' && typeof spot.value === 'string'
      ? [here(spot, 'a key is another', put(`${spot.value}x`))]
      : [],
  (spot) => (spot.path.at(-1) === 'max_request_bytes' ? [here(spot, 'a size is larger', scale(10))] : []),
  (spot) =>
    spot.path.at(-1) === 'regex' && typeof spot.value === 'string' && spot.path.includes('routes')
      ? [
          here(spot, 'an expression lets everything in', put('.*')),
          here(spot, 'an expression lets nothing in', put('nothing-at-all')),
        ]
      : [],
  (spot) =>
    spot.path.at(-2) === 'http_filters' && isObject(spot.value) && !/router$|lua/.test(textOf(spot.value['name']))
      ? [here(spot, 'a filter is lost', drop)]
      : [],
];

/** Changes that no request of a client shows, by what their names say, and why. */
export const equivalent: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/refused-\d+/, 'the codec refuses the same requests, or another virtual host answers for such hosts'],
  [/buffer\/limit|small~2/, 'only bodies in chunks, which witnesses do not send, come this far'],
  [/weighs more at .*\b(?:beta|blue) \//, 'an only node gets every request, whatever it weighs'],
  [/lost at .* partners~3 \/ match \/ headers \/ apikey/, 'the rule before takes all requests with that header'],
];

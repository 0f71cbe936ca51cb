/** Walks a configuration as plain data, and makes copies with one place changed. */
export type Tree = null | boolean | number | string | readonly Tree[] | { readonly [key: string]: Tree };
export type TreeObject = { readonly [key: string]: Tree };
export type Path = readonly (string | number)[];

export const isObject = (value: Tree | undefined): value is TreeObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy in which the value at the path is another; undefined takes it away. */
export function changedAt(tree: Tree, path: Path, change: (value: Tree) => Tree | undefined): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return change(tree) ?? null;
  if (Array.isArray(tree)) {
    // A list by its index.
    const list = tree as readonly Tree[];
    return list.flatMap((item, index) => {
      if (index !== key) return [item];
      if (rest.length > 0) return [changedAt(item, rest, change)];
      const made = change(item);
      return made === undefined ? [] : [made];
    });
  }
  if (!isObject(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, item]) => {
      if (name !== key) return [[name, item]];
      if (rest.length > 0) return [[name, changedAt(item, rest, change)]];
      const made = change(item);
      return made === undefined ? [] : [[name, made]];
    }),
  );
}

export interface Spot {
  readonly path: Path;
  readonly value: Tree;
}

/** Every value with its path, parents first. */
export function* spots(tree: Tree, path: Path = []): Generator<Spot> {
  yield { path, value: tree };
  const entries: readonly (readonly [string | number, Tree])[] = Array.isArray(tree)
    ? [...(tree as readonly Tree[]).entries()]
    : isObject(tree)
      ? Object.entries(tree)
      : [];
  for (const [key, value] of entries) yield* spots(value, [...path, key]);
}

/** How large and how entangled a file may be. Everything that is read stays within them. */
export interface Limits {
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Lists and objects inside one another, aliases expanded. */
  readonly depth: number;
  /** Values that aliases stand for, counted again at each use. */
  readonly aliased: number;
}

export const defaultLimits: Limits = { bytes: 64 * 1024 * 1024, depth: 100, aliased: 1_000_000 };

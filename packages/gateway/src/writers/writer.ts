/** What every writer is, and the one list of them. */
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Model } from '../model/model.ts';
import type { ProfileName } from './gateway-api/profile.ts';

/** What goes beyond a target's own configuration, and is used only where the user allows it. */
export const mechanisms = ['lua', 'envoyfilter', 'wasm'] as const;
export type Mechanism = (typeof mechanisms)[number];

export interface WriterOptions {
  readonly allow: ReadonlySet<Mechanism>;
  /**
   * Where a target takes a secret only as part of its configuration: write it there, in a file for its owner alone, or close
   * the route that needs it.
   */
  readonly secrets: 'inline' | 'refuse';
  /** What becomes of a route whose protection cannot be mapped. */
  readonly unsupported: 'close' | { readonly keepOld: { readonly host: string; readonly port: number } };
  /** Listen here instead of where the source says. */
  readonly listen: { readonly address: string; readonly port: number } | undefined;
  /** Envoy: everything in one file, or a file for each kind of resource, which Envoy watches. */
  readonly layout?: 'bootstrap' | 'xds';
  /** Targets of Kubernetes: where the objects go, what their names begin with, and labels for all of them. */
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly labels?: ReadonlyMap<string, string>;
  /** Gateway API: which kinds and fields may be written. */
  readonly profile?: ProfileName;
}

export interface Written {
  /**
   * Relative paths with the text in pieces, which may be walked through several times; in a fixed order. `secret` files are
   * written with mode 0600.
   */
  readonly files: readonly { readonly path: string; readonly chunks: Iterable<string>; readonly secret: boolean }[];
  readonly findings: readonly Finding[];
  /** Routes of the source that the target refuses, for all requests or for some, and the finding that says why; in order. */
  readonly closed: readonly { readonly route: string; readonly code: FindingCode }[];
}

/** Turns the model into a target's files and marks in the ledger what became of every source it used. */
export interface Writer {
  readonly target: string;
  /** The oldest and the newest version (major and minor) that served what is written, with answers that were compared. */
  readonly measured: readonly [oldest: string, newest: string];
  /** What becomes of secrets unless the user says it. */
  readonly secrets: WriterOptions['secrets'];
  write(model: Model, ledger: Ledger, options: WriterOptions): Written;
}

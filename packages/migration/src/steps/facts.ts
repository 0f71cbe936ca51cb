import type { Tally } from '@banyan/traffic/gates/judge.ts';

/** What steps found out and later steps need: addresses, files and identities, never secrets. */
export interface Facts {
  /** Routes that the conversion closed and that were accepted by name. */
  readonly accepted?: readonly string[];
  /** Folder of the converted configuration. */
  readonly configuration?: string;
  /** Of the converted configuration, so that a changed source is noticed. */
  readonly digest?: string;
  /** Of the source that was converted, with the variables that it uses. */
  readonly source?: string;
  readonly old?: Started;
  readonly new?: Started;
  readonly edge?: Started;
  /** What each phase counted, by side, in the steps of this run that are over. */
  readonly counted?: Readonly<Record<string, { readonly old: Tally; readonly new: Tally }>>;
}

/** A running data plane. Addresses are `host:port` on loopback unless the source says otherwise. */
export interface Started {
  /** Where clients are served. */
  readonly address: string;
  /** Where gRPC clients are served, if that is a listener of its own. */
  readonly grpcAddress?: string;
  /** Where its counters are read; undefined when it has none. */
  readonly admin?: string;
  /** Program and version, as it prints them. */
  readonly version?: string;
  readonly pid?: number;
}

/** Where the old gateway serves: the emulated one that was started, or the real one that the document names. */
export const oldAddress = (
  facts: Facts,
  plan: { readonly source: { readonly address: string | undefined } },
): string | undefined => facts.old?.address ?? plan.source.address;

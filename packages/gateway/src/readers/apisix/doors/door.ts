/** What every door is: one of the forms in which a configuration of APISIX comes to us. */
import type { Document, Node } from '@banyan/core/document/node.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Result } from '@banyan/core/result.ts';
import type { Environment } from '../environment.ts';
import type { Kind } from '../objects.ts';

/** One object as it came, before anybody has looked whether it is valid. */
export interface Given {
  readonly id: string;
  readonly node: Node;
}

/** The objects behind a door, each kind in the order in which APISIX registers them. */
export interface Opened {
  readonly sections: ReadonlyMap<Kind, readonly Given[]>;
  /** The list of loaded plugins, where the source itself holds one. */
  readonly plugins: Node | undefined;
  /** What findings about the configuration as a whole point to. */
  readonly whole: Node;
  /** Objects of which only parts count: what nobody has marked in the end has no effect. */
  readonly referred?: readonly Node[];
}

/** At least one document. */
export type Documents = readonly [Document, ...Document[]];

export interface Opening {
  readonly ledger: Ledger;
  readonly findings: Finding[];
  readonly environment: Environment;
  /** The root of `config.yaml`. */
  readonly config: Node | undefined;
}

/**
 * What becomes of an invalid object. `file`: APISIX drops it when it loads the file, an unknown plugin included.
 * `store`: it drops the object when it loads it from etcd, but only skips an unknown plugin. `refused`: whoever writes the
 * object gets an error, so that it never comes into being.
 */
export type Acceptance = 'file' | 'store' | 'refused';

export interface Door {
  /** `apisix-NAME` in `--from`. */
  readonly name: string;
  readonly acceptance: Acceptance;
  /** The text in which places are told, where the file is packed; undefined when it is not of this kind. */
  readonly unpack?: (text: string) => string | undefined;
  /** Whether a document looks like one of this kind. */
  recognizes(document: Document): boolean;
  open(documents: Documents, opening: Opening): Result<Opened, readonly Finding[]>;
}

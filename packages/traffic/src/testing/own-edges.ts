/** Every edge that a user runs, for tests that ask the same of each. */
import type { EdgeKind } from '../switches/edge.ts';
import { edgeKinds } from '../switches/kinds.ts';
import { haproxyMissing, testHaproxy } from './haproxy.ts';
import { nginxMissing, testNginx } from './nginx.ts';

/** A program as a user would run it, with what a document says of it. */
export interface OwnProgram {
  readonly settings: Readonly<Record<string, string>>;
  start(): Promise<void>;
  stop(): Promise<void>;
  reload(): Promise<void>;
  end(): Promise<void>;
}

interface OwnEdge {
  readonly name: string;
  readonly kind: EdgeKind;
  /** Why it cannot be tested here. */
  readonly missing: string | undefined;
  readonly make: () => Promise<OwnProgram>;
}

export const ownEdges: readonly OwnEdge[] = [
  { name: 'haproxy', kind: edgeKinds.haproxy, missing: haproxyMissing, make: () => testHaproxy() },
  { name: 'nginx', kind: edgeKinds.nginx, missing: nginxMissing, make: () => testNginx() },
];

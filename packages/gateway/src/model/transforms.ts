/** Policies that change requests and answers on their way. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { Base, HeaderEdits, Template } from './base.ts';

/** Rewrites what the upstream receives. */
export interface RewriteRequest extends Base {
  readonly kind: 'rewrite-request';
  readonly path:
    | { readonly kind: 'replace'; readonly to: Template }
    /** The first pair whose pattern is found decides; its first occurrence is replaced. PCRE syntax. */
    | { readonly kind: 'regex'; readonly pairs: readonly { readonly pattern: string; readonly to: string }[] }
    | undefined;
  readonly method: string | undefined;
  readonly host: string | undefined;
  readonly headers: HeaderEdits;
  /**
   * Paths are made from the decoded and merged path, and escaped again; even where none is set. Otherwise they are made
   * from the path as it was sent, and go to the upstream as they were made.
   */
  readonly normalises: boolean;
}

/** Rewrites what the client receives. */
export interface RewriteResponse extends Base {
  readonly kind: 'rewrite-response';
  readonly status: number | undefined;
  /** undefined leaves the body. */
  readonly body: string | Uint8Array | undefined;
  /** Text before and behind the body. */
  readonly around?: readonly [before: string, after: string];
  /** Replacements in the body, one after the other; PCRE syntax. */
  readonly filters: readonly BodyFilter[];
  readonly headers: HeaderEdits;
  /** Only when it holds; over the request. */
  readonly condition: Condition;
  /** Only when all hold for the status that the answer has before. */
  readonly statuses: readonly StatusTest[];
}

export interface BodyFilter {
  readonly pattern: string;
  readonly replacement: string;
  readonly all: boolean;
  readonly ignoreCase: boolean;
}

export interface StatusTest {
  readonly operator: '==' | '~=' | '>' | '>=' | '<' | '<=';
  /** One of them, for `==`; none of them, for `~=`. */
  readonly values: readonly number[];
}

/** An identity for requests that bring none, told to the upstream and to the client. */
export interface Identify extends Base {
  readonly kind: 'identify';
  readonly header: string;
  /** Whether the client is told, where the answer has none of its own. */
  readonly shown: boolean;
  readonly form:
    | { readonly kind: 'uuid'; readonly version: 4 | 7 }
    | { readonly kind: 'characters'; readonly from: string; readonly length: number };
}

export interface Redirect extends Base {
  readonly kind: 'redirect';
  readonly to:
    | { readonly kind: 'https'; readonly port: number }
    | {
        readonly kind: 'location';
        readonly location: Template;
        readonly encode: boolean;
        readonly appendQuery: boolean;
      }
    | {
        readonly kind: 'regex';
        readonly pattern: string;
        readonly location: string;
        readonly encode: boolean;
        readonly appendQuery: boolean;
      };
  /** For `https` it is ignored: 301 for GET and HEAD, 308 otherwise. */
  readonly status: number;
}

export interface Cors extends Base {
  readonly kind: 'cors';
  /** `*`, `**`, or the list; with the expressions of the source. */
  readonly origins: readonly string[];
  readonly originPatterns: readonly string[];
  /** Origins that are allowed by name, whatever `origins` says; `*` is whoever asks. */
  readonly named: readonly string[] | undefined;
  /** Whether answers say that they depend on Origin. */
  readonly vary: boolean;
  /** Who may read timings: as `origins` and `originPatterns`; undefined: nothing is said. */
  readonly timing: { readonly origins: readonly string[]; readonly patterns: readonly string[] } | undefined;
  readonly methods: string;
  readonly requestHeaders: string;
  readonly exposeHeaders: string;
  /** Seconds; -1 forbids caching. */
  readonly maxAge: number;
  readonly credentials: boolean;
}

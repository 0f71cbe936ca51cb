/** Policies that look into single requests: whose address is taken from elsewhere, whose body is checked. */
import type { Subject } from '@banyan/core/condition/condition.ts';
import type { Base } from './base.ts';

/** Checks the body of requests, JSON or a form, against a JSON schema, and completes JSON with the schema's defaults. */
export interface ValidateBody extends Base {
  readonly kind: 'validate-body';
  /** Plain data. */
  readonly schema: unknown;
  readonly maxBytes: number;
  readonly status: number;
  /** The words of every refusal; undefined: those of the check. */
  readonly body: string | undefined;
  /** What the server shows where there is no word; undefined: nothing. */
  readonly page: string | undefined;
}

/** Refuses bodies beyond a size whose length was not said before. */
export interface LimitBody extends Base {
  readonly kind: 'limit-body';
  readonly bytes: number;
}

/** Takes the client's address from elsewhere, for everything that acts behind it. */
export interface ClientAddress extends Base {
  readonly kind: 'client-address';
  /** A header, parameter or cookie. */
  readonly from: Subject;
  /** Peers that are believed; undefined: everybody. */
  readonly trusted: readonly string[] | undefined;
  /** The value is a list: its last address counts, or the last that is not trusted itself. */
  readonly list: 'none' | 'last' | 'last-untrusted';
}

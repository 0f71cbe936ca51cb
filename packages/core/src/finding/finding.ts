import type { Condition } from '../condition/condition.ts';
import { always } from '../condition/condition.ts';
import type { Place } from '../document/place.ts';
import { catalogue } from '../findings/catalogue.ts';
import type { Locale } from '../words/locale.ts';
import type { Definition, Level, Params } from './define.ts';

export type FindingCode = keyof typeof catalogue;
type ParamsOf<C extends FindingCode> = (typeof catalogue)[C] extends Definition<infer P> ? P : never;

/** For which requests the target's answer differs from the source's. */
export interface Affects {
  /** Ids of the routes that answer at the source, or `all`, which includes requests that no route answers. */
  readonly routes: readonly string[] | 'all';
  /** `{always: false}` when no answer differs. */
  readonly when: Condition;
  /** Where nothing differs but request headers that upstreams receive in addition: their names, in lower case. */
  readonly headers?: readonly string[];
  /** Where no answer differs by itself, but how many of several requests each node gets. */
  readonly counts?: true;
  /** Only while a pause lasts: without earlier requests no answer differs. */
  readonly after?: Pause;
  /** Only where the source answers with one of these statuses by itself. */
  readonly statuses?: readonly number[];
  /** Only where the source's answer has one of these content types; one without parameters stands for any. */
  readonly types?: readonly string[];
}

/**
 * A pause that begins with every `times`th answer of one of the statuses on the named routes, and lasts so many seconds, twice as
 * long each time, at most `longest`.
 */
export interface Pause {
  readonly statuses: readonly number[];
  readonly times: number;
  readonly seconds: number;
  readonly longest: number;
}

/** A place in a written file. */
export interface TargetPlace {
  readonly file: string;
  readonly pointer: string;
}

/** Something a user must know. A finding predicts: a program can tell for one request whether it was announced. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: Level;
  readonly params: Params;
  readonly source?: Place;
  readonly target?: TargetPlace;
  readonly affects?: Affects;
}

/** Where a finding stands and whom it affects. */
export interface FindingContext {
  readonly source?: Place;
  readonly target?: TargetPlace;
  readonly affects?: Affects;
}

/** Makes a finding; the parameters are those of its code. */
export function finding<C extends FindingCode>(code: C, params: ParamsOf<C>, context: FindingContext = {}): Finding {
  return { code, level: definition(code).level, params, ...context };
}

/** The catalogue entry of a code, with its parameters widened. */
export function definition(code: FindingCode): Definition<Params> {
  // Every entry is a Definition of some Params; which one is known only to the maker of the finding.
  return catalogue[code] as unknown as Definition<Params>;
}

/** The two sentences that people read. */
export function describe(found: Finding, locale: Locale): { readonly message: string; readonly fix: string } {
  const words = definition(found.code);
  return { message: words.message[locale](found.params), fix: words.fix[locale](found.params) };
}

/** All requests of the named routes. */
export const onRoutes = (routes: readonly string[] | 'all', when: Condition = always): Affects => ({ routes, when });

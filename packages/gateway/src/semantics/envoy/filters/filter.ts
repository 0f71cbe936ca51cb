import type { Data } from '../data.ts';
import type { Headers } from '../headers.ts';
import type { LuaMachine } from '../lua/machine.ts';
import type { LocalReply, Stream } from '../stream.ts';

/** What a filter of the chain does for the routes that it was bound for. */
export interface Filter {
  /** On the request; an answer ends it here. */
  readonly decode?: (stream: Stream) => LocalReply | undefined;
  /** On the answer, whoever gave it. */
  readonly encode?: (stream: Stream, response: Headers) => void;
}

/** Where a filter stands, and what is there to build it with. */
export interface FilterPlace {
  readonly name: string;
  readonly at: string;
  /** Runs scripts; without it they are not covered. */
  readonly lua: LuaMachine | undefined;
}

/**
 * A filter for the routes with these configurations of their own (of route configuration, virtual host and route, the
 * outermost first); undefined when it does nothing there. Called once for each route; state belongs outside of it.
 */
export type Bind = (levels: readonly Data[]) => Filter | undefined;

export interface FilterKind {
  /** Name of the message in `typed_config`. */
  readonly type: string;
  readonly create: (config: Data, place: FilterPlace) => Bind;
}

/** A filter of which nothing is known: whatever passes it is not covered. */
export function unknownFilter({ name }: FilterPlace): Filter {
  return {
    decode(stream) {
      stream.notCovered(name);
      return undefined;
    },
  };
}

/** The virtual object behind the port: one for each key. Handlers are short; waits are delayed sends. */
import * as restate from '@restatedev/restate-sdk';
import type { Handler, Turn } from '../port/port.ts';

/** Names on the wire; a change would orphan what is under way. */
export const objectName = 'migration';
export type HandlerName = 'turn' | 'interrupt' | 'read';

/** State keys: what the handler saved, and which invocation runs now. */
const stateKey = 'state';
const currentKey = 'current';

/** Nothing is kept of a finished invocation: the history file is the record, and headers would be kept with it. */
const forget = { journalRetention: 0, idempotencyRetention: 0 } as const;
/** The key stays locked while a turn is retried, so it is retried soon, for ever. */
const retryPolicy = { initialInterval: 50, exponentiationFactor: 2, maxInterval: 1000 } as const;
const options = { ...forget, retryPolicy, inactivityTimeout: { minutes: 5 }, abortTimeout: { minutes: 5 } } as const;

/** An object whose turns are the handler's. Messages and states are plain JSON. */
export function virtualObject<S, M>(handle: Handler<S, M>) {
  return restate.object({
    name: objectName,
    options: { ...forget, retryPolicy, inactivityTimeout: { minutes: 5 }, abortTimeout: { minutes: 5 } },
    handlers: {
      turn: restate.handlers.object.exclusive(options, async (context: restate.ObjectContext, message: unknown) => {
        context.set(currentKey, context.request().id);
        const state = (await context.get<S>(stateKey)) ?? undefined;
        // Only this object's own port and turns send messages, so it is one of the handler's.
        await handle(turnOf<S, M>(context, state), message as M);
        context.clear(currentKey);
      }),
      /** Shared, so that it never queues behind the turn that it must stop. */
      interrupt: restate.handlers.object.shared(
        options,
        async (context: restate.ObjectSharedContext, message: unknown) => {
          const current = await context.get<string>(currentKey);
          if (current !== null) context.invocation(restate.InvocationIdParser.fromString(current)).cancel();
          context.genericSend({ ...address(context.key, message), delay: 0 });
        },
      ),
      read: restate.handlers.object.shared(options, async (context: restate.ObjectSharedContext) =>
        context.get<S>(stateKey),
      ),
    },
  });
}

/** Any JSON; the SDK's own serde is typed by what it carries. */
const json: restate.Serde<unknown> = {
  contentType: 'application/json',
  serialize: (value) => restate.serde.json.serialize(value),
  deserialize: (bytes): unknown => restate.serde.json.deserialize(bytes),
};

const address = (key: string, message: unknown) => ({
  service: objectName,
  method: 'turn' satisfies HandlerName,
  key,
  parameter: message,
  inputSerde: json,
});

function turnOf<S, M>(context: restate.ObjectContext, state: S | undefined): Turn<S, M> {
  const { attemptCompletedSignal } = context.request();
  return {
    key: context.key,
    state,
    now: () => context.date.now(),
    effect: (name, run) => context.run(name, () => run(attemptCompletedSignal), { maxRetryInterval: 1000 }),
    save: (next) => context.set(stateKey, next),
    schedule: (message, after) => {
      context.genericSend({ ...address(context.key, message), delay: Math.max(0, Math.ceil(after)) });
    },
  };
}

import type { Consumer } from '../consumers.ts';
import { type Context, setResponseHeader } from '../context.ts';
import { type Table, textOf } from '../lua/value.ts';
import { attachConsumer } from './attach-consumer.ts';
import type { Exit } from './plugin.ts';

/** What an authentication plugin found out. */
export type Found = { readonly consumer: Consumer } | { readonly failure: string };

/** What a plugin says when it turns a request away. */
export interface Challenge {
  /** `Basic`, `Bearer`, `apikey` ... */
  readonly scheme: string;
  readonly realm: string;
}

/**
 * The end of every authentication: attach the consumer, else the anonymous one, else answer 401 with a challenge.
 * `beforeAnonymous` hides credentials that did not help.
 */
export function conclude(
  context: Context,
  conf: Table,
  found: Found,
  challenge: Challenge,
  beforeAnonymous?: () => void,
): Exit | undefined {
  if ('consumer' in found) {
    attachConsumer(context, found.consumer);
    return undefined;
  }
  const refuse = (message: string): Exit => {
    setResponseHeader(context, 'WWW-Authenticate', `${challenge.scheme} realm="${challenge.realm}"`);
    return { status: 401, body: { message } };
  };
  const name = textOf(conf['anonymous_consumer']);
  if (name === undefined) return refuse(found.failure);
  beforeAnonymous?.();
  const anonymous = context.gateway.consumers.byName(name);
  if (anonymous === undefined) return refuse('Invalid user authorization');
  attachConsumer(context, anonymous);
  return undefined;
}

import type { Consumer } from '../consumers.ts';
import { type Context, setRequestHeader } from '../context.ts';

/** Names the consumer to the upstream and to later phases (consumer.lua, attach_consumer). */
export function attachConsumer(context: Context, consumer: Consumer): void {
  context.consumer = consumer;
  const { named } = context.exchange;
  named.set('consumer_name', consumer.name);
  if (consumer.group !== undefined) named.set('consumer_group_id', consumer.group);
  setRequestHeader(context, 'X-Consumer-Username', consumer.name);
  setRequestHeader(context, 'X-Credential-Identifier', consumer.credential);
  setRequestHeader(context, 'X-Consumer-Custom-ID', consumer.customId);
  context.trace?.push({ step: 'consumer', detail: consumer.name });
}

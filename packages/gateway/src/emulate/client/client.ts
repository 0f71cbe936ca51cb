/** One request of a client, whatever protocol it came by. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { Pair } from '../headers.ts';

export interface Client {
  readonly request: GatewayRequest;
  /** As sent, without pseudo headers. */
  readonly sent: readonly Pair[];
  /** undefined when there is none. */
  readonly body: Readable | undefined;
  /** Protocol that the client asks to change to. */
  readonly upgrade: string | undefined;
  /** Fires when the client went away before the end of the answer. */
  readonly gone: AbortSignal;
  /** Sends the head of the answer and returns where its body goes; `trailers` is asked once the body has ended. */
  respond(status: number, headers: readonly Pair[], trailers?: () => readonly Pair[]): Writable;
  /** Takes the connection over for another protocol, after the head of a 101 answer. */
  takeOver(headers: readonly Pair[]): { readonly socket: Duplex; readonly head: Buffer };
  /** Cuts the answer short: the client sees that it is not complete. */
  cut(): void;
  /** Bytes that came from and went to the client for this request so far. */
  traffic(): { readonly received: number; readonly sent: number };
}

/** A name server over UDP that answers questions for A records: RFC 1035, one question, one answer. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { RecordSet } from './sets.ts';

export interface NameServer {
  readonly address: string;
  end(): Promise<void>;
}

const typeA = 1;

export async function startNameServer(
  answer: (name: string, type: string) => RecordSet | undefined,
): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => socket.send(replyTo(question, answer), from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { address, port } = socket.address();
  return {
    address: `${address}:${port}`,
    end: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function replyTo(question: Buffer, answer: (name: string, type: string) => RecordSet | undefined): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const asked = question.subarray(12, at + 5);
  const type = question.readUInt16BE(at + 1);
  const set = type === typeA ? answer(`${labels.join('.').toLowerCase()}.`, 'A') : undefined;
  const value = set?.values?.[0]?.split('.').map(Number);
  const header = Buffer.from(question.subarray(0, 12));
  // A response with authority; the counts of one question, of the answers, and of nothing else.
  header.writeUInt16BE(0x8400, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(value === undefined ? 0 : 1, 6);
  header.writeUInt32BE(0, 8);
  if (value === undefined) return Buffer.concat([header, asked]);
  const record = Buffer.alloc(16);
  // The name is the question's.
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(typeA, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(set?.ttl ?? 0, 6);
  record.writeUInt16BE(4, 10);
  record.set(value, 12);
  return Buffer.concat([header, asked, record]);
}

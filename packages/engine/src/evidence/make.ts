/** Puts the evidence of a migration together and signs it. Pure: what it says is given. */
import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { MigrationEvent, MigrationView } from '../client.ts';
import { fingerprintOf, format, type Head, type Seal } from './format.ts';

export interface Material {
  readonly view: MigrationView;
  /** The whole history, from the first event. */
  readonly events: readonly MigrationEvent[];
  readonly madeAt: Date;
  readonly madeBy: string;
  /** Ed25519. */
  readonly key: KeyObject;
}

export function makeEvidence({ view, events, madeAt, madeBy, key }: Material): string {
  const publicKey = createPublicKey(key);
  const head: Head = {
    kind: 'evidence',
    format,
    migration: view.name,
    state: view.state,
    generation: view.generation,
    madeAt: madeAt.toISOString(),
    madeBy,
    versions: view.versions,
    events: events.length,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  const body = [head, ...events.map(said)].map((line) => `${JSON.stringify(line)}\n`).join('');
  const seal: Seal = {
    kind: 'signature',
    algorithm: 'Ed25519',
    key: fingerprintOf(publicKey),
    signature: sign(null, Buffer.from(body), key).toString('base64'),
  };
  return `${body}${JSON.stringify(seal)}\n`;
}

/** A moment that a person can read beside the one that programs count with. */
const said = ({ seq, at, kind, step, data }: MigrationEvent): object => ({
  kind: 'event',
  seq,
  time: new Date(at).toISOString(),
  event: kind,
  ...(step === undefined ? {} : { step }),
  data,
});

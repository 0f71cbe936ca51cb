/** Every kind of witness, in the order of reports. */
import { addresses } from './addresses.ts';
import { answers } from './answers.ts';
import { bodies } from './bodies.ts';
import { bursts } from './bursts.ts';
import { conditions } from './conditions.ts';
import { credentials } from './credentials.ts';
import { forwarding } from './forwarding.ts';
import { hosts } from './hosts.ts';
import { methods } from './methods.ts';
import { origins } from './origins.ts';
import { overlaps } from './overlaps.ts';
import { own } from './own.ts';
import { paths } from './paths.ts';
import { shares } from './shares.ts';
import type { Kind } from './witness.ts';

export const kinds: readonly Kind[] = [
  own,
  paths,
  hosts,
  methods,
  conditions,
  credentials,
  addresses,
  origins,
  bodies,
  forwarding,
  answers,
  bursts,
  shares,
  overlaps,
];

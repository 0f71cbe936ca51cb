import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { carrying } from '../edit.ts';
import type { Site } from '../atoms/atoms.ts';
import { basesOf } from './base.ts';
import { asking, type Kind } from './witness.ts';

const most = 12;

/** Where two rules answer the same paths, requests that meet the conditions of both, or of one and not the other: who comes first? */
export const overlaps: Kind = {
  name: 'overlaps',
  *make({ site, bases, neighbours }) {
    for (const other of neighbours.slice(0, most)) {
      for (const base of bases.slice(0, 2)) {
        yield asking(meeting(base, other));
        for (const method of other.methods.slice(0, 3)) yield asking({ ...meeting(base, other), method });
        for (const host of other.hosts.slice(0, 2)) yield asking({ ...base, host: host.replace(/^\*/, 'w') });
      }
      const [theirs] = basesOf(other);
      if (theirs !== undefined)
        for (const base of bases.slice(0, 2)) yield asking(meeting({ ...theirs, path: base.path }, site));
    }
  },
};

const meeting = (request: GatewayRequest, { tests }: Site): GatewayRequest =>
  tests.reduce(
    (made, { carrier, accepted }) => (accepted[0] === undefined ? made : carrying(made, carrier, accepted[0])),
    request,
  );

/** Findings that somebody has accepted, with a reason and a day on which that ends. */
import { finding } from '@banyan/core/finding/finding.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Place } from '@banyan/core/document/place.ts';
import { fingerprintOf } from './fingerprint.ts';

export interface Acceptance {
  readonly fingerprint: string;
  readonly reason: string;
  readonly by: string;
  /** The last day on which it holds, `YYYY-MM-DD`; for ever when it is left out. */
  readonly expires?: string | undefined;
}

export interface Accepting {
  readonly acceptances: readonly (Acceptance & { readonly place: Place })[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export interface Accepted {
  /** By fingerprint: those that hold. */
  readonly accepted: ReadonlyMap<string, Acceptance>;
  /** About acceptances that have expired, or that accept nothing. */
  readonly findings: readonly Finding[];
}

export function accept(findings: readonly Finding[], { acceptances, today }: Accepting): Accepted {
  const known = new Set(findings.map(fingerprintOf));
  const accepted = new Map<string, Acceptance>();
  const said: Finding[] = [];
  for (const { place, ...acceptance } of acceptances) {
    const { fingerprint, by, expires } = acceptance;
    if (!known.has(fingerprint)) said.push(finding('CNV012', { fingerprint, by }, { source: place }));
    else if (expires !== undefined && expires < today) {
      said.push(finding('CNV011', { fingerprint, by, expires }, { source: place }));
    } else accepted.set(fingerprint, acceptance);
  }
  return { accepted, findings: said };
}

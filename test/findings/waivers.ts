/**
 * Findings that no test produces, and why. A waiver ends when a test names its code: then it must be removed here.
 * Keep this short: whatever can be shown in seconds on one machine belongs into a test.
 */
import type { FindingCode } from '@banyan/core/finding/finding.ts';

export const waivers: Partial<Record<FindingCode, string>> = {
  ENG002: 'needs an engine that stays unready for thirty seconds',
  TRF005: 'needs an Envoy that stays unready for twenty seconds',
  TRF008: 'needs a process that survives SIGKILL',
  TRF012: 'needs an Envoy that answers and loads no file: a machine at its limits',
  TRF023: 'needs an Envoy that answers and loads no file: a machine at its limits',
};

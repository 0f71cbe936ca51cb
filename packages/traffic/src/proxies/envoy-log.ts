import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';

/** Why an Envoy that was just started went away, from its log: a taken port, a refused configuration, or something else. */
export async function explainExit(log: string, config: string, status: string): Promise<Finding> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const taken = /cannot bind '([^']+)': Address already in use/.exec(text);
  if (taken?.[1] !== undefined) return finding('TRF003', { address: taken[1] });
  // `[2026-01-31 10:00:00.000][12][critical][main] [source/server/server.cc:447] error initializing config '…': reason`
  const refused = /\[critical\]\[(?:main|config)\] \[[^\]]*\] (.+(?:\n(?!\[).*){0,4})/.exec(text);
  if (refused?.[1] !== undefined) return finding('TRF004', { config, reason: shorten(refused[1]) });
  return finding('TRF007', { status, log });
}

const shorten = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 600);

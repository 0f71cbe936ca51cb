/** One HTTP question to a running system, with its answer as JSON or the reason why there is none. */
import { reasonOf } from '@banyan/core/files/reason.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** After so long without an answer there is none. */
const patience = 30_000;

/** Secrets in headers and bodies never show in what is said of a failure. */
export async function answerTo(url: string, request: RequestInit): Promise<Result<Answered, Finding>> {
  try {
    const response = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(patience) });
    const text = await response.text();
    if (response.status === 401 || response.status === 403)
      return err(finding('CNV008', { url, status: response.status }));
    const body = parsed(text);
    if (body === undefined) return err(finding('CNV009', { url, status: response.status }));
    return ok({ status: response.status, body });
  } catch (error) {
    // fetch says "fetch failed", and the reason as the cause.
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return err(finding('CNV007', { url, reason: reasonOf(cause) }));
  }
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

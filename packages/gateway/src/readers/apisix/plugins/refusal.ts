/** What APISIX answers to a request that a plugin refuses: JSON as text (`apisix/core/response.lua`, exit). */
import type { Respond } from '../../../model/respond.ts';

export const refusal = (status: number, message: string): Respond => ({
  status,
  headers: [['content-type', 'text/plain; charset=utf-8']],
  body: `${JSON.stringify({ message })}\n`,
});

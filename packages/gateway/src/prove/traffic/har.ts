/** HTTP archives (HAR 1.2), as browsers export them. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { z } from 'zod';

const archive = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
          postData: z.object({ text: z.string().optional() }).optional(),
        }),
      }),
    ),
  }),
});

/** Of the connection, or written anew by whoever sends. */
const left = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

/** undefined: no archive. */
export function archived(text: string): readonly GatewayRequest[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = archive.safeParse(data);
  if (!parsed.success) return undefined;
  return parsed.data.log.entries.flatMap(({ request: { method, url, headers, postData } }) => {
    const found = /^(https?):\/\/([^/?#]+)([^#]*)/i.exec(url);
    if (found === null) return [];
    const [, scheme = '', host = '', rest = ''] = found;
    // Names that begin with a colon are HTTP/2's own.
    const kept = headers.filter(({ name }) => !left.has(name.toLowerCase()) && !name.startsWith(':'));
    const secure = scheme.toLowerCase() === 'https';
    return [
      {
        method,
        path: rest.startsWith('/') ? rest : `/${rest}`,
        host,
        headers: Object.fromEntries(kept.map(({ name, value }) => [name.toLowerCase(), value])),
        ...(postData?.text === undefined ? {} : { body: postData.text }),
        ...(secure ? { scheme: 'https' as const, sni: host.replace(/:\d+$/, '') } : {}),
      },
    ];
  });
}

/** Answers that APISIX gives itself. */
import type { Respond } from '../../model/respond.ts';

const reasons: Readonly<Record<number, string>> = {
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
};

/** nginx's own page for a status. */
export function errorPage(status: number): Respond {
  const title = `${status} ${reasons[status] ?? ''}`.trim();
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ];
  return { status, headers: [['content-type', 'text/html; charset=utf-8']], body: lines.join('\r\n') };
}

/** No route matches (`apisix/init.lua`, http_access_phase). */
export const routeNotFound: Respond = {
  status: 404,
  headers: [['content-type', 'text/plain; charset=utf-8']],
  body: '{"error_msg":"404 Route Not Found"}\n',
};

/**
 * The server's own pages: what a client reads when neither a plugin nor a node gave a body. Text as OpenResty writes it with
 * APISIX's foot (apisix-runtime, patch "error_page_contents"); vectors: `body_kind` "html page of the server".
 */
import { STATUS_CODES } from 'node:http';

/** nginx's words where they differ from the registry's. */
const words: Readonly<Record<number, string>> = {
  302: 'Found',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  416: 'Requested Range Not Satisfiable',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** The page of a status from 300 up; empty below, where nginx has none. */
export function page(status: number): string {
  if (status < 300 || status === 304) return '';
  const title = `${status} ${words[status] ?? STATUS_CODES[status] ?? ''}`.trim();
  return [
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>openresty</center>\r\n`,
    '<p><em>Powered by <a href="https://apisix.apache.org/">APISIX</a>.</em></p></body>\r\n</html>\r\n',
  ].join('');
}

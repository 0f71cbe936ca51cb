/**
 * One attempt at a node over HTTP/1.1, with kept-alive connections (apisix: keepalive 320, idle 60 s). Timeouts are those of
 * nginx: to connect, and between two reads; they are not for the whole request.
 */
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { isIP } from 'node:net';
import { header, pairsOf } from '../headers.ts';
import type { Attempt, Outcome } from './outcome.ts';
import type { Node } from './picker.ts';

export interface Http1 {
  attempt(node: Node, tls: boolean, what: Attempt): Promise<Outcome>;
  close(): void;
}

const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** The head as a flat list, with what frames the body or asks for the upgrade. */
function head(what: Attempt): string[] {
  const out = what.headers.flatMap(([name, value]) => [name, value]);
  const framed = header(what.headers, 'content-length') !== undefined;
  if (what.upgrade !== undefined) out.push('Upgrade', what.upgrade, 'Connection', 'upgrade');
  else if (what.body !== undefined && !framed) out.push('Transfer-Encoding', 'chunked');
  // Node would announce a chunked body for a method that usually has one.
  else if (what.body === undefined && !framed && !bodiless.has(what.method)) out.push('Content-Length', '0');
  return out;
}

interface Agents {
  readonly plain: Agent;
  readonly secure: TlsAgent;
}

/** Opens the request; undefined where Node refuses to write such a target or header. */
function open(node: Node, tls: boolean, what: Attempt, agents: Agents | undefined): ClientRequest | undefined {
  const host = header(what.headers, 'host')?.replace(/:\d+$/, '') ?? '';
  const common = { host: node.host, port: node.port, method: what.method, path: what.target, headers: head(what) };
  try {
    return tls
      ? httpsRequest({
          ...common,
          agent: agents?.secure ?? false,
          rejectUnauthorized: false,
          servername: isIP(host) === 0 ? host : '',
        })
      : httpRequest({ ...common, agent: agents?.plain ?? false });
  } catch {
    return undefined;
  }
}

function send(node: Node, tls: boolean, what: Attempt, agents: Agents | undefined): Promise<Outcome | 'stale'> {
  return new Promise((resolve) => {
    const request = open(node, tls, what, agents);
    if (request === undefined) {
      resolve({ kind: 'failed', status: 502, sent: false });
      return;
    }
    let received: IncomingMessage | undefined;
    let sent = false;
    let timedOut = false;
    const expire = () => {
      // A client that reads slowly is no fault of the node.
      if (received?.isPaused() === true) timer.refresh();
      else {
        timedOut = true;
        request.destroy();
      }
    };
    let timer = setTimeout(expire, what.timeout.connect * 1000);
    const abandon = () => request.destroy();
    const release = () => {
      clearTimeout(timer);
      what.signal.removeEventListener('abort', abandon);
    };
    what.signal.addEventListener('abort', abandon, { once: true });
    const start = () => {
      clearTimeout(timer);
      timer = setTimeout(expire, what.timeout.read * 1000);
      sent = true;
      what.body?.(request);
    };
    request.on('socket', (socket) => {
      if (socket.connecting) socket.once(tls ? 'secureConnect' : 'connect', start);
      else start();
    });
    if (what.body === undefined) request.end();
    else request.on('drain', () => timer.refresh());
    request.on('error', () => undefined);
    request.on('close', () => {
      release();
      // A kept connection that the node had closed meanwhile: nothing was taken.
      const stale = request.reusedSocket && !timedOut && what.body === undefined && !what.signal.aborted;
      resolve(stale ? 'stale' : { kind: 'failed', status: timedOut ? 504 : 502, sent });
    });
    request.on('upgrade', (response, socket, rest) => {
      release();
      resolve({ kind: 'switched', headers: pairsOf(response.rawHeaders), socket, head: rest });
    });
    request.on('response', (response) => {
      received = response;
      timer.refresh();
      response.on('data', () => timer.refresh());
      response.on('end', () => clearTimeout(timer));
      response.pause();
      resolve({
        kind: 'answered',
        status: response.statusCode ?? 502,
        headers: pairsOf(response.rawHeaders),
        body: response,
        trailers: () => pairsOf(response.rawTrailers),
        abandon,
      });
    });
  });
}

export function createHttp1(): Http1 {
  const settings = { keepAlive: true, maxFreeSockets: 320, timeout: 60_000 };
  const agents = { plain: new Agent(settings), secure: new TlsAgent(settings) };
  return {
    async attempt(node, tls, what) {
      const outcome = await send(node, tls, what, agents);
      if (outcome !== 'stale') return outcome;
      const second = await send(node, tls, what, undefined);
      return second === 'stale' ? { kind: 'failed', status: 502, sent: true } : second;
    },
    close() {
      agents.plain.destroy();
      agents.secure.destroy();
    },
  };
}

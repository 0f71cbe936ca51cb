/** Ports on loopback that nobody uses at this moment. */
import { createConnection, createServer } from 'node:net';

export async function freePorts(count: number): Promise<readonly number[]> {
  // All are held until the last is found, so that no two are the same.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.flatMap((server) => (server === undefined ? [] : [server.port]));
  for (const server of servers) await server?.close();
  return ports;
}

/** Whether a port of loopback can be listened on now. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  await server?.close();
  return server !== undefined;
}

/**
 * Whether a port of loopback can be listened on within a moment: where connections go out by ports of the same range,
 * one of them may hold it for as long as it lasts.
 */
export async function comesFree(port: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await isFree(port))) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  return true;
}

/** Whether somebody listens on a port of loopback. Asked by connecting: listening there oneself would be in their way. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const say = (heard: boolean): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.once('connect', () => say(true));
    socket.once('error', () => say(false));
  });
}

interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

function listen(port: number): Promise<Listening | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ port: bound, close: () => new Promise((closed) => server.close(() => closed())) });
    });
  });
}

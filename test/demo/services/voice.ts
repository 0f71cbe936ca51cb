/** The voice stream: whatever the microphone sends comes back as speech, frame by frame. */
import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { httpService, type Pool } from './http.ts';

export function voiceService(pool: Pool): Server {
  const server = httpService('voice', pool);
  const sockets = new WebSocketServer({ server, path: '/v1/voice/stream' });
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ ready: true, pool: pool.name }));
    socket.on('message', (data, binary) => socket.send(data, { binary }));
    socket.on('error', () => socket.terminate());
  });
  return server;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { banyan } from '../testing/world.ts';

const program = resolve(import.meta.dirname, '../../../../bin/banyan');
const source = resolve(import.meta.dirname, '../../../../test/golden/ask/apisix.yaml');
const started: { kill(signal: 'SIGKILL'): boolean }[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts the real command on ports that the system picks, and reads the line that says which. */
async function emulate() {
  const child = spawn(program, ['emulate', source, '--listen', '0', '--metrics-listen', '0', '-o', 'json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer]; // a stream without an encoding gives buffers
  const addresses = JSON.parse(line.toString()) as { http: [{ address: string; port: number }] };
  return { child, url: `http://127.0.0.1:${addresses.http[0].port}` };
}

test('the first line names the addresses, and what is served there is what APISIX would answer', async () => {
  const { url } = await emulate();
  const answer = await fetch(`${url}/payments`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({ error_msg: '404 Route Not Found' });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 0],
] as const)('%s ends it with exit code %i', async (signal, code) => {
  const { child } = await emulate();
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([code, null]);
});

test('an address that cannot be understood is refused before anything is opened', async () => {
  expect((await banyan(['emulate', source, '--grpc-listen', 'gateway'])).stderr).toContain('CLI005');
});

test('Ctrl-C ends a command that has not asked for it at once, as shells expect (130)', async () => {
  const child = spawn(program, ['ask', source, '--requests', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  started.push(child);
  child.stdin.write('{"path":"/orders/7","host":"shop.example"}\n');
  // The command waits for the end of its input; nothing is to be seen before.
  await once(child, 'spawn');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});

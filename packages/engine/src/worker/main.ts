/** The worker's process: `node main.ts --worker-of DATA-DIRECTORY --port PORT`. */
import { fileURLToPath } from 'node:url';
import { localWorld } from '@banyan/migration/world/local/local.ts';
import { layout } from '../data/layout.ts';
import { sayLine, serveTurns, workerArguments } from './serve.ts';

const { folder, port } = workerArguments(process.argv);
const workspace = fileURLToPath(new URL('../../../../', import.meta.url));
const world = localWorld({ folders: layout(folder), environment: process.env, workspace });
serveTurns({ folder, port, world, say: sayLine });

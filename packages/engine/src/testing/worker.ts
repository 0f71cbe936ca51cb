/** A worker of the test estate, in a process of its own so that it can be killed: see estate.ts. */
import { sayLine, serveTurns, workerArguments } from '../worker/serve.ts';
import { type Estate, estateWorld } from './estate.ts';

// Written by the test that starts it.
const estate = JSON.parse(process.env['BANYAN_TEST_ESTATE'] ?? '{}') as Estate;
const { folder, port } = workerArguments(process.argv);
serveTurns({ folder, port, world: estateWorld(estate), say: sayLine });

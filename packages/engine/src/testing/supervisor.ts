/** A supervisor of the test estate's worker: `node supervisor.ts DATA-DIRECTORY`. */
import { fileURLToPath } from 'node:url';
import { superviseAlone } from '../supervisor/process.ts';

await superviseAlone(process.argv[2] ?? '', fileURLToPath(new URL('./worker.ts', import.meta.url)));

/** The supervisor: `node main.ts DATA-DIRECTORY`. Started by any verb. */
import { fileURLToPath } from 'node:url';
import { superviseAlone } from './process.ts';

await superviseAlone(process.argv[2] ?? '', fileURLToPath(new URL('../worker/main.ts', import.meta.url)));

/**
 * The command line. `bin/banyan` names a folder for Node's compile cache; whoever starts this file in another way gets
 * the same folder here.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const cache = process.env['XDG_CACHE_HOME'] || join(process.env['HOME'] || '/tmp', '.cache');
enableCompileCache(process.env['NODE_COMPILE_CACHE'] || join(cache, 'banyan', 'compile'));
const { start } = await import('./frame/process.ts');
await start(process.argv.slice(2));

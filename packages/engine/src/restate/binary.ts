/** The restate-server that set-up put into the workspace; BANYAN_RESTATE names another. */
import { fileURLToPath } from 'node:url';

export const restateBinary = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment['BANYAN_RESTATE'] || fileURLToPath(new URL('../../../../.tools/restate-server', import.meta.url));

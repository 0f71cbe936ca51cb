/** Every finding that Banyan can make, by code. One file for each prefix; add a file here when a new prefix is born. */
import { apisix } from './apisix.ts';
import { cli } from './cli.ts';
import { convert } from './convert.ts';
import { document } from './document.ts';
import { emulate } from './emulate.ts';
import { engine } from './engine.ts';
import { envoy } from './envoy.ts';
import { gatewayApi } from './gateway-api.ts';
import { istio } from './istio.ts';
import { migration } from './migration.ts';
import { prove } from './prove.ts';
import { run } from './run.ts';
import { traffic } from './traffic.ts';

export const catalogue = {
  ...document,
  ...apisix,
  ...cli,
  ...convert,
  ...emulate,
  ...engine,
  ...envoy,
  ...gatewayApi,
  ...istio,
  ...migration,
  ...prove,
  ...run,
  ...traffic,
} as const;

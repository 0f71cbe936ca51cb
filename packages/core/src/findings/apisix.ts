/** APISIX configurations: codes APX001 and up. */
import { apisixDoors } from './apisix-doors.ts';
import { apisixDoubles } from './apisix-doubles.ts';
import { apisixFile } from './apisix-file.ts';
import { apisixKubernetes } from './apisix-kubernetes.ts';
import { apisixObjects } from './apisix-objects.ts';
import { apisixPlugins } from './apisix-plugins.ts';
import { apisixRoutes } from './apisix-routes.ts';

export const apisix = {
  ...apisixFile,
  ...apisixObjects,
  ...apisixRoutes,
  ...apisixPlugins,
  ...apisixDoors,
  ...apisixKubernetes,
  ...apisixDoubles,
} as const;

/** Istio as a target: codes IST001 and up. */
import { istioGateway } from './istio-gateway.ts';
import { istioRoutes } from './istio-routes.ts';

export const istio = { ...istioGateway, ...istioRoutes } as const;

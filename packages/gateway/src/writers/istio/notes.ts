/** Where things stand in the files of this target, and the codes that it adds to those of Envoy. */
import type { istio } from '@banyan/core/findings/istio.ts';

export type IstioCode = keyof typeof istio;

export const files = {
  gateway: 'gateway.yaml',
  virtualService: 'virtual-service.yaml',
  destinationRule: 'destination-rule.yaml',
  serviceEntry: 'service-entry.yaml',
  trafficExtension: 'traffic-extension.yaml',
  envoyFilter: 'envoy-filter.yaml',
  telemetry: 'telemetry.yaml',
  secrets: 'secrets.yaml',
} as const;

/** `FILE#POINTER`, as pointers are handed to remarks and marks; without a file it is about the gateway. */
export function locate(pointer: string): { readonly file: string; readonly pointer: string } {
  const [file, rest] = pointer.includes('#') ? pointer.split('#', 2) : [files.gateway, pointer];
  return { file: file ?? files.gateway, pointer: rest ?? '' };
}

import type { Json } from '../../proxies/json.ts';
import type { Target } from '../model.ts';

export const socketAddress = (target: Pick<Target, 'host' | 'port'>): Json => ({
  socket_address: { address: target.host, port_value: target.port },
});

/** The version of Banyan. */
import package_ from '../package.json' with { type: 'json' };

export const version: string = package_.version;

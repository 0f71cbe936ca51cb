import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The path of a program that the system has, also where only root looks; undefined when it has none. */
export const programIn = (name: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

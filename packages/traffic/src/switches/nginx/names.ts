/** Names in nginx's configuration and in file names, and where everything of a migration lies. */
import { join } from 'node:path';

/** Reversible, and fit for a file's name: names of documents come out as they are. */
export const plain = (text: string): string => encodeURIComponent(text).replaceAll('.', '%2E');
export const unplain = decodeURIComponent;

/** Names of variables and upstreams have letters, digits and underscores. Names of documents have no underscore. */
export const variable = (migration: string, what: string): string =>
  `banyan_${migration.replace(/[^a-z0-9]/g, (sign) => (sign === '-' ? '_' : `_${sign.charCodeAt(0)}_`))}_${what}`;

export const nginxFiles = (folder: string, migration: string) => {
  const own = join(folder, plain(migration));
  return {
    own,
    definition: join(own, 'migration.json'),
    /** A link to the division in force, which is a folder in `divisions`. */
    now: join(own, 'now'),
    divisions: join(own, 'divisions'),
    /** A byte for each answer. */
    counts: join(own, 'counts'),
    statusPort: join(own, 'status-port'),
    fragment: join(folder, `banyan-${plain(migration)}.conf`),
  };
};

/** Inside a division. */
export const recordName = 'record.json';

/** Whoever writes anything of a migration holds this lock. */
export const nginxLock = (folder: string, migration: string): string => `${folder}/nginx/${migration}`;

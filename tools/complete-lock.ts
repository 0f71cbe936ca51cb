/**
 * Completes package-lock.json after `npm install`: a registry that serves only this platform's builds leaves the optional
 * packages of other platforms out of the lock, and `npm ci` then refuses it. Each missing one is entered with the platform
 * that its name tells, so that npm skips it here and fetches it where it belongs.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
const systems = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64', 'mips64el', 'wasm32'];

// The lock's own format (npm, lockfileVersion 3); only the fields named above are read.
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };
const words = (name: string): string[] => name.split(/[^a-z0-9]+/i);
const platform = (name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> => {
  const parts = words(name);
  const os = systems.find((system) =>
    parts.some((part) => part === system || (system === 'openharmony' && part === 'ohos')),
  );
  const cpu = processors.find((processor) => parts.includes(processor));
  const libc = parts.some((part) => part.startsWith('musl')) ? 'musl' : parts.includes('gnu') ? 'glibc' : undefined;
  return { os: [os ?? 'none'], cpu: [cpu ?? 'none'], ...(libc && os === 'linux' ? { libc: [libc] } : {}) };
};
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined) continue;
    lock.packages[key] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform(name) };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} optional packages of other platforms entered`);

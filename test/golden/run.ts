/**
 * Runs the command of a golden folder the way a user would: in a shell, in a copy of the folder, with the real
 * `bin/banyan` on PATH. Only paths and versions are scrubbed.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const languages = { en: 'C.UTF-8', 'zh-CN': 'zh_CN.UTF-8' } as const;
export type Language = keyof typeof languages;

const root = resolve(import.meta.dirname, '../..');
/** What belongs to the test and not to the user. */
const ours = new Set(['command', 'unprivileged', ...Object.keys(languages)]);

export const folders = (): string[] =>
  readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/** Relative path to content: `stdout`, `stderr`, `exit`, and `out/...` for what the command wrote there. */
export type Outcome = Readonly<Record<string, string>>;

export async function play(folder: string, language: Language): Promise<Outcome> {
  const source = join(import.meta.dirname, folder);
  const place = mkdtempSync(join(tmpdir(), 'banyan-golden-'));
  try {
    cpSync(source, place, { recursive: true, filter: (from) => from === source || !ours.has(nameIn(source, from)) });
    const script = readFileSync(join(source, 'command'), 'utf8');
    const { stdout, stderr, exit } = await shell(script, place, language, existsSync(join(source, 'unprivileged')));
    const scrub = (text: string): string => scrubbed(text, place);
    return { stdout: scrub(stdout), stderr: scrub(stderr), exit: `${exit}\n`, ...written(join(place, 'out'), scrub) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** First path segment below the folder. */
const nameIn = (source: string, path: string): string => path.slice(source.length + 1).split('/')[0] ?? '';

/** What was expected last time; without files that do not exist. */
export function expected(folder: string, language: Language): Outcome {
  return written(join(import.meta.dirname, folder, language), (text) => text, '');
}

function shell(
  script: string,
  cwd: string,
  language: Language,
  unprivileged: boolean,
): Promise<{ stdout: string; stderr: string; exit: number }> {
  const home = join(cwd, '.home');
  const environment = {
    PATH: `${join(root, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    // Compiled code may be reused; nothing else of the user's is seen.
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    TZ: 'UTC',
    LC_ALL: languages[language],
  };
  const drop = ['--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search'];
  const [program, first] = unprivileged && process.getuid?.() === 0 ? ['setpriv', drop] : ['/usr/bin/env', []];
  const words = [...first, '/bin/sh', '-e', '-c', script];
  return new Promise((done) => {
    const child = execFile(
      program,
      words,
      { cwd, env: environment, timeout: 60_000, maxBuffer: 1 << 26 },
      (_, stdout, stderr) => done({ stdout, stderr, exit: child.exitCode ?? -1 }),
    );
    child.stdin?.end();
  });
}

/** Relative path to content of every file below a folder. */
function written(folder: string, scrub: (text: string) => string, prefix = 'out/'): Outcome {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [prefix + path.slice(folder.length + 1), scrub(readFileSync(path, 'utf8'))]),
  );
}

function scrubbed(text: string, place: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8')) as { version: string }; // our own file
  return text
    .replaceAll(place, '<folder>')
    .replaceAll(root, '<banyan>')
    .replace(new RegExp(`(banyan +)${version.replaceAll('.', '\\.')}`, 'g'), '$1<version>')
    .replace(/((?:node|envoy|restate) +)\d+\.\d+\.\d+/g, '$1<version>')
    .replace(/linux-(x64|arm64)/g, '<platform>');
}

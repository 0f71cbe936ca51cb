import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';

export interface EnvoyBinary {
  readonly path: string;
  /** e.g. `1.39.3`. */
  readonly version: string;
}

/** Older ones lack what the edge rests on. */
const oldest = [1, 39] as const;

/**
 * Finds Envoy: the path in BANYAN_ENVOY (nothing else is tried then), `.tools/envoy` in the workspace, then PATH.
 * `workspace` is the repository's root. The first that runs and is new enough wins.
 */
export async function findEnvoy(
  environment: Readonly<Record<string, string | undefined>>,
  workspace: string,
): Promise<Result<EnvoyBinary, Finding>> {
  const named = environment['BANYAN_ENVOY'];
  const wanted = oldest.join('.');
  const candidates = named
    ? [named]
    : [
        join(workspace, '.tools', 'envoy'),
        ...(environment['PATH'] ?? '')
          .split(delimiter)
          .filter(Boolean)
          .map((folder) => join(folder, 'envoy')),
      ];
  let unfit: Finding | undefined;
  for (const path of candidates) {
    if (!(await runnable(path))) continue;
    const version = await versionOf(path);
    if (version !== undefined && newEnough(version)) return ok({ path, version });
    unfit ??= finding('TRF002', { path, version: version ?? '?', wanted });
  }
  return err(unfit ?? finding('TRF001', { tried: named ?? '.tools/envoy, PATH', wanted }));
}

async function runnable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Envoy prints `envoy  version: <commit>/1.39.3/Clean/RELEASE/BoringSSL`. */
function versionOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: 10_000 }, (error, stdout) => {
      resolve(error === null ? /\/(\d+\.\d+\.\d+[^/]*)\//.exec(stdout)?.[1] : undefined);
    });
  });
}

/** Whether a version such as `1.39.3` is at least the oldest that will do. */
export function newEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

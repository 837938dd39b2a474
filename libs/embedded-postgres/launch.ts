import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import type { RunUser } from './run-user.js';

/** What to hand to spawn(): a program that runs as the run user and, on Linux, ends when this process ends. */
export interface Launch {
  file: string;
  args: string[];
  options: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number };
}

/** Nothing of our own environment: PGPORT, PGDATA, LC_ALL and the like would change what the binaries do. */
const CLEAN = { cwd: '/', env: { PATH: '/usr/bin:/bin', LANG: 'C', TZ: 'UTC' } };

let setprivPath: string | null | undefined;

/**
 * Prepares a program start. With util-linux's setpriv the kernel sends the program SIGINT (for PostgreSQL: a fast
 * shutdown) as soon as this process is gone, even by kill -9. Elsewhere the user is switched by spawn() alone.
 */
export function launch(program: string, args: string[], user: RunUser | undefined): Launch {
  const setpriv = findSetpriv();
  if (!setpriv) {
    return { file: program, args, options: user ? { ...CLEAN, uid: user.uid, gid: user.gid } : CLEAN };
  }
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  return { file: setpriv, args: [...identity, '--pdeathsig=INT', '--', program, ...args], options: CLEAN };
}

/** Runs a program to its end. */
export function run(program: string, args: string[], user: RunUser | undefined): { ok: boolean; output: string } {
  const { file, args: all, options } = launch(program, args, user);
  const { status, stdout, stderr, error } = spawnSync(file, all, { ...options, encoding: 'utf8' });
  return { ok: status === 0, output: error ? error.message : `${stdout}${stderr}`.trim() };
}

/** BusyBox has a setpriv too, but without --pdeathsig: hence the trial. */
function findSetpriv(): string | null {
  if (setprivPath === undefined) {
    const works = (path: string): boolean =>
      existsSync(path) && spawnSync(path, ['--pdeathsig=INT', '--', '/bin/sh', '-c', ':']).status === 0;
    setprivPath = process.platform === 'linux' ? (['/usr/bin/setpriv', '/bin/setpriv'].find(works) ?? null) : null;
  }
  return setprivPath;
}

import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './launch.js';
import { giveTo, type RunUser } from './run-user.js';
import { systemFolder } from './system-folder.js';

const POINTER = 'location.json';
const CLUSTER = 'cluster';

/** The place of the data for a wanted folder, as far as an earlier start has fixed it. */
export function knownHome(wanted: string): string {
  return readPointer(wanted) ?? wanted;
}

/** PostgreSQL's own folder inside a home. */
export const clusterOf = (home: string): string => join(home, CLUSTER);

/**
 * The folder that really holds the data: the wanted one, or, when the run user cannot enter that, a folder of its own
 * under the system folder. `location.json` in the wanted folder remembers which, so the next start finds the same data,
 * and deleting the wanted folder means a fresh start.
 * @throws Error when the wanted folder is a copy of another one that still points to the same data.
 */
export function openHome(wanted: string, user: RunUser | undefined, log: (line: string) => void): string {
  const known = readPointer(wanted);
  const home = known ?? wanted;
  if (known) refuseCopy(wanted, known);
  if (!existsSync(clusterOf(home))) {
    giveTo(user, home);
    chmodSync(home, 0o700);
  }
  if (!user || canWrite(home, user)) {
    if (known) log(`The data of ${wanted} is in ${known}.`);
    return home;
  }
  if (existsSync(clusterOf(home))) {
    throw new Error(`The database in ${home} belongs to user ${user.uid}, who can no longer enter that folder.`);
  }
  chownSync(wanted, 0, 0);
  const parent = join(systemFolder(), 'data');
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  chmodSync(parent, 0o755);
  const moved = mkdtempSync(join(parent, `${basename(wanted)}-`));
  giveTo(user, moved);
  writeFileSync(join(moved, 'for.txt'), wanted);
  writeFileSync(join(wanted, POINTER), JSON.stringify({ dataIsIn: moved }));
  log(`PostgreSQL runs as ${user.name}, who cannot enter ${wanted}: the data is in ${moved}.`);
  return moved;
}

function refuseCopy(wanted: string, home: string): void {
  const first = readFileSync(join(home, 'for.txt'), 'utf8');
  if (first === wanted) return;
  if (readPointer(first) === home) {
    throw new Error(
      `${wanted} is a copy of ${first}, and both point to the data in ${home}. ` +
        `Delete ${join(wanted, POINTER)} to start with an empty database.`,
    );
  }
  writeFileSync(join(home, 'for.txt'), wanted); // the folder was moved
}

function readPointer(wanted: string): string | undefined {
  const file = join(wanted, POINTER);
  if (!existsSync(file)) return undefined;
  const { dataIsIn } = JSON.parse(readFileSync(file, 'utf8')) as { dataIsIn: string };
  return existsSync(dataIsIn) ? dataIsIn : undefined;
}

function canWrite(folder: string, user: RunUser): boolean {
  return run('/bin/sh', ['-c', 'cd -- "$1" && : > .trial && rm .trial', 'sh', folder], user).ok;
}

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { birthOf } from './processes.js';

/** The data folder belongs to a Node process that is alive: two databases must never share one folder. */
export class DataFolderInUse extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by process ${pid}${pid === process.pid ? ' (this one)' : ''}. ` +
        'Stop that process first, or choose another data folder.',
    );
    this.name = 'DataFolderInUse';
    this.pid = pid;
  }
}

/** The claim of this process on a data folder. */
export interface Ownership {
  /** Throws {@link DataFolderInUse} unless the folder is still ours. */
  confirm(): void;
  /** Gives the folder back. */
  release(): void;
}

interface Owner {
  pid: number;
  birth: string | undefined;
  claim: string;
}

/**
 * Claims a folder for this process by the file `owner.json` in it. The file appears by link(2), which is atomic. A file
 * whose process is gone (compared by id and start time, so a reused id does not count) is moved away and replaced.
 * @throws DataFolderInUse when its owner is alive.
 */
export function claimFolder(folder: string): Ownership {
  const ownerFile = join(folder, 'owner.json');
  const me: Owner = { pid: process.pid, birth: birthOf(process.pid), claim: randomUUID() };
  const mine = join(folder, `owner.${me.claim}.json`);
  const confirm = (): void => {
    const owner = readOwner(ownerFile);
    if (owner?.claim !== me.claim) throw new DataFolderInUse(folder, owner?.pid ?? 0);
  };
  writeFileSync(mine, JSON.stringify(me), { mode: 0o644 });
  try {
    while (!linked(mine, ownerFile)) {
      const owner = readOwner(ownerFile);
      if (owner && isAlive(owner)) throw new DataFolderInUse(folder, owner.pid);
      discardStale(ownerFile, owner);
    }
    confirm();
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    confirm,
    release: () => {
      if (readOwner(ownerFile)?.claim === me.claim) rmSync(ownerFile, { force: true });
    },
  };
}

/** Moves a dead owner's file away; when somebody else replaced it in the meantime, their file is put back. */
function discardStale(ownerFile: string, stale: Owner | undefined): void {
  const aside = `${ownerFile}.${randomUUID()}`;
  try {
    renameSync(ownerFile, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readOwner(aside)?.claim !== stale?.claim) linked(aside, ownerFile);
  rmSync(aside, { force: true });
}

function isAlive(owner: Owner): boolean {
  const birth = birthOf(owner.pid);
  return birth !== undefined && birth === owner.birth;
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The owner that a file names; undefined when there is no file or nothing readable in it (a power cut). */
function readOwner(file: string): Owner | undefined {
  try {
    const { pid, birth, claim } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Owner>;
    return typeof pid === 'number' && typeof claim === 'string' ? { pid, birth, claim } : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

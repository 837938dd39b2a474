import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './binaries.js';
import { ensureCluster, SUPERUSER, type ClusterSettings } from './cluster.js';
import { clusterOf, knownHome, openHome } from './data-home.js';
import { findFreePort, isFree } from './free-port.js';
import { claimFolder, type Ownership } from './owner-file.js';
import { clearLeftovers, StartFailed, startPostmaster, stopProcess, type Postmaster } from './postmaster.js';
import { signalProcess } from './processes.js';
import { chooseRunUser, giveTo } from './run-user.js';

export interface EmbeddedPostgresOptions {
  /** The folder that holds the data, made when missing. Everything else that must survive is kept in it as well. */
  dataDir: string;
  /** Receives one sentence for everything that an operator should know. */
  log: (line: string) => void;
  /** False only for tests: nothing is flushed to disk, a power cut loses the data. Default: true. */
  durable?: boolean;
  /** 1–65535 on 127.0.0.1. Default: the port of the last start if it is free, else a free one of 20000–31999. */
  port?: number;
  /** Called when the server ends although nobody asked for it. */
  onUnexpectedEnd?: (reason: string) => void;
}

/** A PostgreSQL server that belongs to this process and ends with it. */
export interface EmbeddedPostgres {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Process id of the server. */
  readonly pid: number;
  /** The folder that really holds the data: `dataDir`, or a place that the database's user can reach. */
  readonly home: string;
  /** The superuser's connection URL for a database of this server; it holds the password. */
  url(database: string): string;
  /** Makes a database unless it is there. */
  createDatabase(name: string): Promise<void>;
  /** Removes a database, if there is one, and ends its connections. */
  dropDatabase(name: string): Promise<void>;
  /** Ends the server (open transactions roll back) and gives the data folder back. Close your pools first. */
  stop(): Promise<void>;
  /** Ends the server as a crash would, without a checkpoint: for tests of recovery. */
  kill(): Promise<void>;
}

/**
 * Starts a PostgreSQL server on the data in `dataDir`, which is made at the first start. It listens on 127.0.0.1 only, with
 * a random password that is kept in the data folder. Run by root, it runs as an unprivileged user. It ends with this
 * process; on Linux the kernel sees to that even after kill -9, elsewhere the next start ends what was left behind.
 * @throws DataFolderInUse when another live process has started the database in this folder.
 * @throws StartFailed with the server's last messages when it does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, durable = true } = options;
  try {
    mkdirSync(options.dataDir, { recursive: true });
    const wanted = realpathSync(options.dataDir);
    const ownership = claimFolder(wanted);
    try {
      const user = chooseRunUser(clusterOf(knownHome(wanted)));
      const binaries = await findBinaries(user, log);
      const home = openHome(wanted, user, log);
      const settings = { home, binaries, user, durable };
      const password = await ensureCluster(settings);
      ownership.confirm();
      await clearLeftovers(home, log);
      const { port, postmaster } = await listen(settings, password, options.port);
      return handle({ home, port, password, postmaster, ownership, onUnexpectedEnd: options.onUnexpectedEnd });
    } catch (error) {
      ownership.release();
      throw error;
    }
  } catch (error) {
    throw explained(error, options.dataDir);
  }
}

/** Tries again with another port when somebody took ours between the look and the start. */
async function listen(
  settings: ClusterSettings,
  password: string,
  fixed: number | undefined,
): Promise<{ port: number; postmaster: Postmaster }> {
  const portFile = join(settings.home, 'port');
  const last = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
  for (let attempt = 1; ; attempt++) {
    const port = fixed ?? (await findFreePort(last > 0 ? last : undefined));
    if (fixed !== undefined && !(await isFree(fixed))) throw new Error(`Port ${fixed} on 127.0.0.1 is taken.`);
    try {
      const postmaster = await startPostmaster(settings, port, password);
      writeFileSync(portFile, String(port));
      giveTo(settings.user, portFile);
      return { port, postmaster };
    } catch (error) {
      const passing = /could not bind|pre-existing shared memory block/;
      if (attempt >= 20 || !(error instanceof StartFailed) || !passing.test(error.serverLog)) throw error;
      await delay(100);
    }
  }
}

interface Running {
  home: string;
  port: number;
  password: string;
  postmaster: Postmaster;
  ownership: Ownership;
  onUnexpectedEnd: ((reason: string) => void) | undefined;
}

function handle({ home, port, password, postmaster, ownership, onUnexpectedEnd }: Running): EmbeddedPostgres {
  const url = (database: string): string =>
    `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const endWithProcess = (): void => signalProcess(postmaster.pid, 'SIGINT');
  process.once('exit', endWithProcess);
  let asked = false;
  const over = postmaster.ended.then((reason) => {
    process.removeListener('exit', endWithProcess);
    ownership.release();
    if (!asked) onUnexpectedEnd?.(reason);
  });
  const end = async (how: () => Promise<void> | void): Promise<void> => {
    asked = true;
    postmaster.hold();
    await how();
    await over;
  };
  return {
    home,
    port,
    pid: postmaster.pid,
    url,
    createDatabase: (name) => administer(url('postgres'), `CREATE DATABASE ${pg.escapeIdentifier(name)}`, '42P04'),
    dropDatabase: (name) =>
      administer(url('postgres'), `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
    stop: () => end(() => stopProcess(postmaster.pid)),
    kill: () => end(() => signalProcess(postmaster.pid, 'SIGKILL')),
  };
}

async function administer(url: string, statement: string, tolerated?: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } catch (error) {
    if ((error as { code?: string }).code !== tolerated) throw error;
  } finally {
    await client.end();
  }
}

function explained(error: unknown, dataDir: string): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM') return error;
  return new Error(
    `The data folder ${dataDir} cannot be used by user ${process.getuid?.() ?? ''}: no access to ${path ?? 'a file in it'}. ` +
      'It was probably made by another user: start as that user, or choose another data folder.',
    { cause: error },
  );
}

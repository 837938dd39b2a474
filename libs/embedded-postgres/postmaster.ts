import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { SUPERUSER, type ClusterSettings } from './cluster.js';
import { clusterOf } from './data-home.js';
import { launch } from './launch.js';
import { commandLineOf, isRunning, signalProcess, waitUntilGone } from './processes.js';
import { giveTo } from './run-user.js';

/** A running PostgreSQL server. */
export interface Postmaster {
  pid: number;
  /** Resolves with the reason when the server has ended. Does not keep this process alive by itself. */
  ended: Promise<string>;
  /** Keeps this process alive until the server has ended. */
  hold: () => void;
}

/** Why a server that we started ended before it answered. */
export class StartFailed extends Error {
  readonly serverLog: string;

  constructor(reason: string, serverLog: string) {
    super(`PostgreSQL did not start (${reason}):\n${serverLog.trim()}`);
    this.name = 'StartFailed';
    this.serverLog = serverLog;
  }
}

const READY_WITHIN_MS = 120_000; // recovery after a crash may take long

/**
 * Starts the server on 127.0.0.1:`port` (no Unix socket) and waits until it answers a query.
 * Its messages go to `postgres.log` in the home; the log of the start before is kept as `postgres.log.1`.
 * @throws StartFailed when it ends before.
 */
export async function startPostmaster(settings: ClusterSettings, port: number, password: string): Promise<Postmaster> {
  const { home, binaries, user, durable } = settings;
  const logFile = join(home, 'postgres.log');
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  giveTo(user, logFile);
  const parameters = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, options } = launch(binaries.postgres, ['-D', clusterOf(home), ...flags], user);
  // A session of its own: Ctrl-C in the terminal must reach the application first, which then stops its database.
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  const ended = endOf(child);
  let over: string | undefined;
  void ended.then((reason) => (over = reason));
  await waitUntilReady(
    () => over,
    port,
    password,
    () => readFileSync(logFile, 'utf8'),
  ).catch(async (error: unknown) => {
    child.ref();
    if (child.pid && over === undefined) await stopProcess(child.pid);
    await ended;
    throw error;
  });
  return { pid: child.pid ?? 0, ended, hold: () => child.ref() };
}

/** Ends a server: fast shutdown (roll back, checkpoint), after 10 s at once, after 15 s by force. */
export async function stopProcess(pid: number): Promise<void> {
  signalProcess(pid, 'SIGINT');
  if (await waitUntilGone(pid, 10_000)) return;
  signalProcess(pid, 'SIGQUIT');
  if (await waitUntilGone(pid, 5_000)) return;
  signalProcess(pid, 'SIGKILL');
  await waitUntilGone(pid, 5_000);
}

/**
 * Clears what a crash has left in a cluster that nobody owns any more: ends a server that still runs on it, and removes a
 * postmaster.pid whose process id now belongs to something else, which would keep PostgreSQL from starting.
 */
export async function clearLeftovers(home: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(clusterOf(home), 'postmaster.pid');
  const pid = existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : 0;
  if (!(pid > 0)) return;
  if (isRunning(pid) && commandLineOf(pid).includes(`-D ${clusterOf(home)} `)) {
    log(`A PostgreSQL that an earlier run left behind (process ${pid}) is being stopped.`);
    await stopProcess(pid);
  }
  rmSync(pidFile, { force: true }); // PostgreSQL itself still refuses to start while old back ends use the data
}

async function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`));
  });
}

async function waitUntilReady(
  over: () => string | undefined,
  port: number,
  password: string,
  readLog: () => string,
): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const problem = await tryQuery(port, password);
    const reason = over();
    if (reason !== undefined) throw new StartFailed(reason, readLog());
    if (!problem) return;
    if (problem.code === '28P01') throw new StartFailed('the saved password is not the right one', readLog());
    if (Date.now() > deadline) throw new StartFailed(problem.message, readLog());
    await delay(25);
  }
}

async function tryQuery(port: number, password: string): Promise<(Error & { code?: string }) | undefined> {
  const where = { host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' };
  const client = new pg.Client({ ...where, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // reported by the query; without a listener it would end the process
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

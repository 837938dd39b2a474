import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { clusterOf } from './data-home.js';
import { launch } from './launch.js';
import { giveTo, type RunUser } from './run-user.js';

/** The name of the cluster's superuser. */
export const SUPERUSER = 'postgres';

export interface ClusterSettings {
  home: string;
  binaries: Binaries;
  user: RunUser | undefined;
  durable: boolean;
}

/**
 * Makes a database cluster in `home` unless there is one, and returns its superuser's password.
 * UTF-8, sorted by code point, the same on every machine: PostgreSQL's built-in C.UTF-8, not the C library's.
 * @throws Error when the cluster was made by another major version, lost its password file, or initdb fails.
 */
export async function ensureCluster(settings: ClusterSettings): Promise<string> {
  const { home, binaries } = settings;
  const passwordFile = join(home, 'password');
  const versionFile = join(clusterOf(home), 'PG_VERSION');
  if (!existsSync(clusterOf(home))) await createCluster(settings, passwordFile);
  if (!existsSync(versionFile))
    throw new Error(`The database is damaged: ${versionFile} is missing. Restore a backup.`);
  const made = readFileSync(versionFile, 'utf8').trim();
  if (made !== binaries.version.split('.')[0]) {
    throw new Error(
      `The database in ${home} was made by PostgreSQL ${made}, the installed one is ${binaries.version}: ` +
        'move the data with pg_dump and an older installation, or choose another data folder.',
    );
  }
  if (!existsSync(passwordFile)) throw new Error(`The password of the database is missing: ${passwordFile}.`);
  return readFileSync(passwordFile, 'utf8').trim();
}

async function createCluster({ home, binaries, user, durable }: ClusterSettings, passwordFile: string): Promise<void> {
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  giveTo(user, passwordFile);
  const draft = join(home, 'cluster.draft'); // becomes the cluster only when complete: initdb may be killed half-way
  const args = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
  const failures: string[] = [];
  for (const locale of ['C.UTF-8', 'C']) {
    rmSync(draft, { recursive: true, force: true });
    const { code, output } = await runToEnd(launch(binaries.initdb, [...args, `--locale=${locale}`], user));
    if (code === 0) {
      renameSync(draft, clusterOf(home));
      return;
    }
    failures.push(output.trim());
  }
  throw new Error(`PostgreSQL could not make a database in ${home}:\n${failures.join('\n')}`);
}

async function runToEnd({ file, args, options }: ReturnType<typeof launch>): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import pg from 'pg';
import { DataFolderInUse, startEmbeddedPostgres, type EmbeddedPostgres } from './index.js';

jest.setTimeout(60_000);
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return join(folder, 'data');
}

async function start(dataDir: string, durable = false): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable });
  servers.push(server);
  folders.push(server.home);
  return server;
}

async function ask(url: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  for (const server of servers) await server.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('starts in an empty folder, in UTF-8, on 127.0.0.1 only, with a password', async () => {
    const dataDir = newFolder();
    const server = await start(dataDir);
    await server.createDatabase('shop');
    await server.createDatabase('shop');
    const url = server.url('shop');
    expect(await ask(url, `SELECT upper('straße é') AS up, current_setting('listen_addresses') AS at`)).toEqual([
      { up: 'STRAßE É', at: '127.0.0.1' },
    ]);
    expect(await ask(url, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    expect(await ask(url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    expect(statSync(join(server.home, 'password')).mode & 0o777).toBe(0o600);
    expect(server.port).toBeLessThan(32_768);
    const withoutPassword = url.replace(/:[^:@]+@/, ':wrong@');
    await expect(ask(withoutPassword, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('drops a database although somebody is connected to it, and does not mind a missing one', async () => {
    const server = await start(newFolder());
    await server.createDatabase('shop');
    const client = new pg.Client({ connectionString: server.url('shop') });
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await server.dropDatabase('shop');
    await cut;
    await server.dropDatabase('shop');
    await expect(ask(server.url('shop'), 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('finds its data and keeps its port at the second start', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await ask(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start(dataDir);
    expect(second.port).toBe(first.port);
    expect(second.url('postgres')).toBe(first.url('postgres'));
    expect(await ask(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('refuses a folder that a live process has started, and names that process', async () => {
    const dataDir = newFolder();
    await start(dataDir);
    const second = startEmbeddedPostgres({ dataDir, log: () => undefined });
    await expect(second).rejects.toBeInstanceOf(DataFolderInUse);
    await expect(second).rejects.toMatchObject({ pid: process.pid });
  });

  it('lets exactly one of several simultaneous starts have the folder', async () => {
    const dataDir = newFolder();
    const outcomes = await Promise.allSettled([start(dataDir), start(dataDir), start(dataDir)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refusals).toEqual([expect.any(DataFolderInUse), expect.any(DataFolderInUse)]);
  });

  it('starts again after a crash of the server, also when its old process id belongs to another process', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir, true);
    await ask(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.kill();
    const pidFile = join(first.home, 'cluster', 'postmaster.pid');
    const left = readFileSync(pidFile, 'utf8');
    writeFileSync(pidFile, left.replace(/^\d+/, String(process.ppid)));
    const second = await start(dataDir);
    expect(await ask(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('says so when the server ends without being asked', async () => {
    const dataDir = newFolder();
    const reason = await new Promise<string>((resolve, reject) => {
      startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false, onUnexpectedEnd: resolve }).then(
        (server) => {
          folders.push(server.home);
          process.kill(server.pid, 'SIGQUIT');
        },
        reject,
      );
    });
    expect(reason).toContain('exit');
  });

  it('refuses a port that is taken instead of choosing another one', async () => {
    const { port } = await start(newFolder());
    const second = startEmbeddedPostgres({ dataDir: newFolder(), log: () => undefined, durable: false, port });
    await expect(second).rejects.toThrow(`Port ${port}`);
  });

  it('names both versions when the data was made by another major version', async () => {
    const dataDir = newFolder();
    const server = await start(dataDir);
    await server.stop();
    writeFileSync(join(server.home, 'cluster', 'PG_VERSION'), '13\n');
    await expect(start(dataDir)).rejects.toThrow(/PostgreSQL 13.* 18\./s);
  });

  it('makes the database anew when the first attempt was cut off half-way', async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, 'cluster.draft', 'base'), { recursive: true });
    const server = await start(dataDir);
    expect(await ask(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not touch a damaged database', async () => {
    const dataDir = newFolder();
    const server = await start(dataDir);
    await server.stop();
    rmSync(join(server.home, 'cluster', 'PG_VERSION'));
    await expect(start(dataDir)).rejects.toThrow('damaged');
  });
});

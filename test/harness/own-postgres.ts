import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@libs/embedded-postgres';
import { migrate } from '@src/migrations';

/** A PostgreSQL server with one migrated database, for one run of a harness. */
export interface OwnPostgres {
  readonly url: string;
  /** Process id of the postmaster: it changes with each start. */
  readonly pid: number;
  /** Ends the server as a crash would (SIGKILL), without a checkpoint. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after {@link kill}. */
  startAgain(): Promise<void>;
  /** Ends the server and removes its data. */
  close(): Promise<void>;
}

/** Starts a durable PostgreSQL server in a temporary folder and makes the tables of this version in it. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-harness-'));
  // The database may run as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const start = (port?: number): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: () => undefined, ...(port && { port }) });
  let server = await start();
  await server.createDatabase('parley');
  const url = server.url('parley');
  await migrate(url);
  return {
    url,
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    async startAgain() {
      server = await start(server.port);
    },
    async close() {
      await server.stop();
      for (const path of [server.home, folder]) await rm(path, { recursive: true, force: true });
    },
  };
}

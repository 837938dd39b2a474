import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Database } from '@libs/database';

const TICK_MS = 2_500;
const FIRST_PAUSE_MS = 100;
const ANSWER_WITHIN_MS = 2_000;

/** Lets PostgreSQL notice within a quarter of a minute, not of a day, that the machine of a worker is gone without a word. */
const NOTICE_SILENCE = 'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3';

const ASSERT_OWN = `
insert into worker_process (worker_id, process_id) select worker_id, $1 from unnest($2::text[]) as worker_id
on conflict (worker_id) do update set process_id = excluded.process_id, missing_since = null
where worker_process.missing_since is not null or worker_process.process_id <> excluded.process_id`;

/** Pools that hold a job and that nobody has noted; their process died between the one and the other. */
const NOTE_UNKNOWN = `
insert into worker_process (worker_id, process_id)
select distinct locked_by, '00000000-0000-0000-0000-000000000000'::uuid from graphile_worker._private_jobs where locked_by is not null
on conflict do nothing`;

/** Two looks in a row must miss a process: one could fall into the moment in which its connection is renewed. */
const FREE_JOBS_OF_DEAD_WORKERS = `
with seen as (
  select w.worker_id, w.missing_since,
    exists (select from pg_stat_activity a where a.application_name = 'parley-worker-' || w.process_id) as here
  from worker_process w for update of w skip locked
), back as (
  update worker_process w set missing_since = null from seen s
  where s.worker_id = w.worker_id and s.here and s.missing_since is not null
), gone as (
  update worker_process w set missing_since = clock_timestamp() from seen s
  where s.worker_id = w.worker_id and not s.here and s.missing_since is null
), dead as (
  delete from worker_process w using seen s
  where s.worker_id = w.worker_id and not s.here and s.missing_since < clock_timestamp() - interval '4 seconds'
  returning w.worker_id
)
select graphile_worker.force_unlock_workers(array_agg(worker_id)) from dead having count(*) > 0`;

/**
 * Shows that this process lives, by a PostgreSQL connection of its name, and frees the jobs of processes that died without
 * handing theirs back, within 10 seconds; the job library alone would keep such jobs locked for four hours.
 */
export class WorkerPresence {
  readonly #log = new Logger('WorkerPresence');
  readonly #pools = new Set<string>();
  #client: pg.Client | undefined;
  #tick: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param processId UUID of this process */
  constructor(
    private readonly database: Database,
    private readonly processId: string,
  ) {}

  async start(): Promise<void> {
    await this.#connect();
    await this.#look();
    this.#tick = setInterval(() => void this.#look(), TICK_MS).unref();
  }

  /** Notes the id under which a pool of workers of this process locks its jobs, before it takes the first one. */
  async add(poolId: string): Promise<void> {
    this.#pools.add(poolId);
    await this.#run(ASSERT_OWN, [this.processId, [poolId]]);
  }

  /** Forgets this process: its workers have handed their jobs back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#tick);
    clearTimeout(this.#retry);
    await this.#run('delete from worker_process where process_id = $1', [this.processId]);
    await this.#client?.end();
  }

  async #connect(pauseMs = FIRST_PAUSE_MS): Promise<void> {
    try {
      const client = await this.database.dedicatedClient();
      client.on('error', (error) => this.#log.warn(`The worker's presence connection broke: ${error.message}`));
      client.on('end', () => this.#lost(client));
      this.#client = client;
      await client.query(`set application_name = 'parley-worker-${this.processId}'; ${NOTICE_SILENCE}`);
      if (this.#stopped) await client.end();
    } catch (error) {
      this.#log.warn(`The worker cannot show its presence: ${(error as Error).message}`);
      const next = Math.min(pauseMs * 2, TICK_MS);
      if (!this.#stopped && !this.#client) this.#retry = setTimeout(() => void this.#connect(next), pauseMs);
    }
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (!this.#stopped) void this.#connect();
  }

  /** Renews a connection that has died without a word: PostgreSQL may long know it for dead, and others would take our jobs. */
  async #verify(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), ANSWER_WITHIN_MS);
    });
    try {
      await Promise.race([client.query('select 1'), silence]);
    } catch {
      this.#lost(client);
      void client.end().catch(() => undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  async #look(): Promise<void> {
    void this.#verify();
    await this.#run(ASSERT_OWN, [this.processId, [...this.#pools]]);
    await this.#run(NOTE_UNKNOWN);
    await this.#run(FREE_JOBS_OF_DEAD_WORKERS);
  }

  async #run(sql: string, values: readonly unknown[] = []): Promise<void> {
    await this.database
      .rows(sql, values)
      .catch((error: Error) => this.#log.warn(`Could not look after workers: ${error.message}`));
  }
}

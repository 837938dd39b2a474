import { CoinBank, sequencesOf, upTo } from '@test/support/coin-bank.js';
import { until, withConnection } from '@test/support/foundation.js';
import { JobRunner } from './job-runner.js';

let bank: CoinBank;

beforeEach(async () => {
  bank = await CoinBank.open();
});
afterEach(() => bank.close());

describe('workers', () => {
  it('share the work of one database, each fact once', async () => {
    const second = await bank.secondProcess();
    try {
      await bank.start();
      await second.module.get(JobRunner).start();
      const jars = await Promise.all(upTo(10).map(() => bank.foundation.jar()));
      bank.mirror = () => new Promise((resolve) => setTimeout(resolve, 2));
      await Promise.all(jars.flatMap((jarId) => upTo(5).map((value) => bank.add(jarId, value))));
      await bank.untilIdle();
      for (const jarId of jars) expect(sequencesOf(bank.mirrored, jarId)).toEqual(upTo(5));
      expect(bank.overlaps).toBe(0);
    } finally {
      await second.close();
    }
  });

  it('[K1] are given a fact that was stored while one of them took the job of an earlier one', async () => {
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1);
    const jobs = 'graphile_worker._private_jobs';
    await withConnection(bank.foundation.url, async (worker) => {
      await worker.query('begin');
      await worker.query(`update ${jobs} set locked_at = now(), locked_by = 'worker-that-is-quick', attempts = 1`);
      const adding = bank.add(jarId, 2);
      await until(
        async () =>
          (await bank.count("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")) === 1,
      );
      await worker.query('commit');
      await adding;
      await worker.query('delete from delivery where sequence = 1');
      await worker.query(`delete from ${jobs} where locked_by = 'worker-that-is-quick'`);
    });
    await bank.start();
    await bank.untilIdle();
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([2]);
    expect(sequencesOf(bank.counted, jarId)).toEqual([2]);
  });

  it('take over the jobs of a process that was killed', async () => {
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1);
    await withConnection(bank.foundation.url, async (client) => {
      await client.query(
        "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-of-the-dead', attempts = 1",
      );
      await client.query(
        "update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'worker-of-the-dead'",
      );
      await client.query(`insert into worker_process values
        ('worker-of-the-dead', '00000000-dead-4000-8000-000000000000', now() - interval '5 seconds')`);
    });
    await bank.start();
    await bank.untilIdle();
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([1]);
  });

  it('take over the jobs of a process that was killed before it could note its workers', async () => {
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1);
    await withConnection(bank.foundation.url, async (client) => {
      const lock = "set locked_at = now(), locked_by = 'worker-nobody-knows'";
      await client.query(`update graphile_worker._private_jobs ${lock}`);
      await client.query(`update graphile_worker._private_job_queues ${lock}`);
    });
    await bank.start();
    await bank.untilIdle();
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([1]);
  }, 20_000);

  it('note a job as done later, when the connection breaks in which they do so', async () => {
    const jarId = await bank.foundation.jar();
    await withConnection(bank.foundation.url, async (blocker) => {
      bank.mirror = async () => {
        await blocker.query('begin');
        await blocker.query('select from graphile_worker._private_jobs where locked_at is not null for update');
      };
      await bank.start();
      await bank.add(jarId, 1);
      // Broken while it waits, as by a restart of the server.
      await until(async () => {
        const cut = await bank.foundation.database.rows(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query ~ 'delete from .*_private_jobs'`,
        );
        return cut.length > 0;
      });
      await blocker.query('rollback');
    });
    await bank.untilIdle();
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([1]);
  });

  it('[K1] are known as the living process that they are, by the name under which they hold jobs', async () => {
    let release = (): void => undefined;
    bank.mirror = () => new Promise<void>((resolve) => (release = resolve));
    await bank.start();
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1);
    await until(() => bank.active.size === 1);
    const known = `select from graphile_worker._private_jobs j join worker_process w on w.worker_id = j.locked_by
      join pg_stat_activity a on a.application_name = 'parley-worker-' || w.process_id`;
    try {
      await until(async () => (await bank.foundation.database.rows(known)).length === 1);
      expect(bank.active.size).toBe(1);
    } finally {
      release();
    }
    await bank.untilIdle();
  });

  it('keep the jobs of a process that lives, also while its connection is renewed', async () => {
    const second = await bank.secondProcess();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let starts = 0;
    bank.mirror = () => {
      starts += 1;
      return gate;
    };
    try {
      await bank.start();
      const jarId = await bank.foundation.jar();
      await bank.add(jarId, 1);
      await until(() => starts === 1);
      const cut = `select pg_terminate_backend(pid) as cut from pg_stat_activity
        where datname = current_database() and application_name like 'parley-worker-%'`;
      expect(await bank.foundation.database.rows(cut)).toHaveLength(1);
      await second.module.get(JobRunner).start();
      await until(async () => {
        const alive = await bank.foundation.database.rows(
          `select 1 from pg_stat_activity where datname = current_database() and application_name like 'parley-worker-%'`,
        );
        return alive.length === 2;
      });
      release();
      await bank.untilIdle();
      expect(starts).toBe(1);
    } finally {
      release();
      await second.close();
    }
  });

  it('stop after the work at hand, and leave the rest for the next start', async () => {
    const jarId = await bank.foundation.jar();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    bank.mirror = () => gate;
    await bank.start();
    await bank.add(jarId, 1);
    await until(() => bank.active.size === 1);
    const stopped = bank.foundation.module.get(JobRunner).stop();
    release();
    await stopped;
    await bank.add(jarId, 2);
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([1]);
    expect(await bank.count('worker_process')).toBe(0);
    expect(await bank.count('graphile_worker.jobs where locked_at is not null')).toBe(0);
  });
});

import { Injectable } from '@nestjs/common';
import type { RecordedFact } from '@libs/domain';
import { CoinAdded, JarShaken, lockJar } from '@test/support/jar.js';
import { type RunningFoundation, startFoundation, until, withConnection } from '@test/support/foundation.js';
import { type FactHandler, HandlerRoutes, HandlesFacts, Unprocessable } from './handler.js';
import { JobRunner } from './job-runner.js';
import { JobTasks } from './job-tasks.js';
import { Replay } from './replay.js';

/** What a handler was given, in the order in which it came. */
interface Given {
  readonly aggregateId: string;
  readonly sequence: number;
  readonly id: string;
  readonly at: number;
}

const counted: Given[] = [];
const mirrored: Given[] = [];
let active = new Set<string>();
let overlaps = 0;
/** What the mirror does with a fact before it is done; throws to fail. */
let mirror: (fact: RecordedFact<{ value: number }>) => Promise<void> | void = () => undefined;

const given = ({ aggregateId, sequence, id }: RecordedFact): Given => ({
  aggregateId,
  sequence,
  id,
  at: performance.now(),
});

@HandlesFacts('count-when-coin-added', CoinAdded, JarShaken)
class CountWhenCoinAdded implements FactHandler {
  async handle(fact: RecordedFact): Promise<void> {
    counted.push(given(fact));
    return Promise.resolve();
  }
}

@HandlesFacts('mirror-when-coin-added', CoinAdded)
class MirrorWhenCoinAdded implements FactHandler<{ value: number }> {
  async handle(fact: RecordedFact<{ value: number }>): Promise<void> {
    if (active.has(fact.aggregateId)) overlaps += 1;
    active.add(fact.aggregateId);
    try {
      await mirror(fact);
      mirrored.push(given(fact));
    } finally {
      active.delete(fact.aggregateId);
    }
  }
}

const handlers = [CountWhenCoinAdded, MirrorWhenCoinAdded];
let running: RunningFoundation;

beforeEach(async () => {
  counted.length = 0;
  mirrored.length = 0;
  overlaps = 0;
  active = new Set();
  mirror = () => undefined;
  running = await startFoundation({ handlers, maxAttempts: 3 });
});

afterEach(() => running.close());

const add = (jarId: string, ...values: number[]) =>
  running.change(async (tx) => {
    const jar = await lockJar(tx, jarId);
    for (const value of values) jar.add(value, tx.now);
  });
const start = () => running.module.get(JobRunner).start();
const replay = () => running.module.get(Replay);
const sequencesOf = (list: readonly Given[], jarId: string) =>
  list.filter((one) => one.aggregateId === jarId).map(({ sequence }) => sequence);
const count = async (from: string) =>
  (await running.database.row<{ n: number }>(`select count(*)::int as n from ${from}`))?.n;
const isIdle = async () => (await count('graphile_worker.jobs')) === 0 && (await count('delivery')) === 0;
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

/** Lets everything that waits for a later time run now. */
const hurry = () =>
  withConnection(running.url, async (client) => {
    await client.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null');
    await client.query(`select pg_notify('jobs:insert', '{"count":1}')`);
  });

describe('a handler', () => {
  it('is given the facts of each aggregate once and in order, one at a time', async () => {
    await start();
    const jars = await Promise.all(upTo(5).map(() => running.jar()));
    mirror = () => new Promise((resolve) => setImmediate(resolve));
    await Promise.all(jars.flatMap((jarId) => upTo(10).map((value) => add(jarId, value, value))));
    await until(isIdle);
    for (const jarId of jars) {
      expect(sequencesOf(mirrored, jarId)).toEqual(upTo(20));
      expect(sequencesOf(counted, jarId)).toEqual(upTo(20));
    }
    expect(overlaps).toBe(0);
  });

  it('is given what it needs to know of a fact', async () => {
    const seen: RecordedFact[] = [];
    mirror = (fact) => void seen.push(fact);
    const brandId = '0197a8f0-1111-7222-8333-444455556666';
    const jarId = await running.jar({ brandId });
    await add(jarId, 5);
    await start();
    await until(isIdle);
    expect(seen).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        type: 'CoinAdded',
        aggregateType: 'Jar',
        aggregateId: jarId,
        brandId,
        sequence: 1,
        actor: { kind: 'SYSTEM', id: 'test' },
        origin: 'PARLEY',
        requestId: null,
        occurredAt: expect.any(Date),
        payload: { value: 5 },
      },
    ]);
  });

  it('starts soon after the commit', async () => {
    await start();
    const jarId = await running.jar();
    const pauses: number[] = [];
    for (const sequence of upTo(20)) {
      await add(jarId, 1);
      const committed = performance.now();
      await until(() => counted.length === sequence);
      pauses.push((counted.at(-1)?.at ?? Number.NaN) - committed);
    }
    expect(pauses.toSorted((a, b) => a - b)[10]).toBeLessThan(500);
  });

  it('is not given what a rolled back transaction recorded', async () => {
    await start();
    const jarId = await running.jar();
    const undone = running.change(async (tx) => {
      (await lockJar(tx, jarId)).add(5000, tx.now);
    });
    await expect(undone).rejects.toMatchObject({ code: 'JarIsFull' });
    expect([await count('fact'), await count('delivery'), await count('graphile_worker.jobs')]).toEqual([0, 0, 0]);
    await add(jarId, 1);
    await until(isIdle);
    expect(sequencesOf(counted, jarId)).toEqual([1]);
  });
});

describe('a handler that fails', () => {
  const isBad = (value: number) => value === 13;

  it('holds up its own aggregate and no other, nor another handler', async () => {
    await start();
    const [bad, good] = [await running.jar(), await running.jar()];
    mirror = ({ payload }) => {
      if (isBad(payload.value)) throw new Error('vendor is down');
    };
    await add(bad, 1, 13, 2);
    await add(good, 1, 2);
    await until(() => sequencesOf(mirrored, good).length === 2 && sequencesOf(counted, bad).length === 3);
    expect(sequencesOf(mirrored, bad)).toEqual([1]);
    mirror = () => undefined;
    await hurry();
    await until(isIdle);
    expect(sequencesOf(mirrored, bad)).toEqual([1, 2, 3]);
    expect(sequencesOf(counted, bad)).toEqual([1, 2, 3]);
  });

  it('is tried again later and not before, however many facts follow', async () => {
    await start();
    const jarId = await running.jar();
    let attempts = 0;
    let failedAt = new Date();
    mirror = () => {
      attempts += 1;
      failedAt = new Date();
      throw new Error('vendor is down');
    };
    const nextAt = async (): Promise<Date | undefined> => {
      const text = 'select run_at from graphile_worker.jobs where key like $1 and run_at > $2';
      return (await running.database.row<{ run_at: Date }>(text, [`mirror-%${jarId}`, failedAt]))?.run_at;
    };
    await add(jarId, 1);
    await until(async () => attempts === 1 && (await nextAt()) !== undefined);
    const planned = await nextAt();
    const pause = (planned?.getTime() ?? 0) - failedAt.getTime();
    expect(pause).toBeGreaterThan(1_500);
    expect(pause).toBeLessThan(4_500);

    for (const value of upTo(10)) await add(jarId, value);
    await until(() => sequencesOf(counted, jarId).length === 11);
    // On a slow machine the pause may be over by now; it was never cut short.
    expect(((await nextAt()) ?? planned)?.getTime()).toBeGreaterThanOrEqual(planned?.getTime() ?? Infinity);
    if (new Date() < (planned ?? new Date(0))) expect(attempts).toBe(1);
  });

  it('has its fact parked after the last attempt, while the later facts flow, and gets it again on request', async () => {
    await start();
    const jarId = await running.jar();
    let attempts = 0;
    mirror = ({ payload }) => {
      if (!isBad(payload.value)) return;
      attempts += 1;
      throw new Error(`no thirteen, attempt ${attempts}`);
    };
    await add(jarId, 13, 1, 2);
    for (const attempt of [1, 2]) {
      await until(() => attempts === attempt);
      expect(sequencesOf(mirrored, jarId)).toEqual([]);
      await until(async () => (await count('graphile_worker.jobs where locked_at is not null')) === 0);
      await hurry();
    }
    await until(() => mirrored.length === 2);
    expect(sequencesOf(mirrored, jarId)).toEqual([2, 3]);
    await until(async () => (await count('graphile_worker.jobs')) === 0);
    const [parked, ...others] = await replay().parked();
    expect(others).toEqual([]);
    expect(parked).toMatchObject({
      handler: 'mirror-when-coin-added',
      factType: 'CoinAdded',
      aggregateId: jarId,
      sequence: 1,
      attempts: 3,
      lastError: expect.stringContaining('no thirteen, attempt 3'),
      parkedAt: expect.any(Date),
    });

    expect(await replay().retryParked('another-handler')).toBe(0);
    mirror = () => undefined;
    expect(await replay().retryParked('mirror-when-coin-added')).toBe(1);
    await until(isIdle);
    expect(sequencesOf(mirrored, jarId)).toEqual([2, 3, 1]);
    expect(await replay().parked()).toEqual([]);
  });

  it('has a fact parked at once that it calls unprocessable', async () => {
    await start();
    const jarId = await running.jar();
    let attempts = 0;
    mirror = ({ payload }) => {
      attempts += 1;
      if (isBad(payload.value)) throw new Unprocessable('no such contact at the vendor');
    };
    await add(jarId, 13, 1);
    await until(() => sequencesOf(mirrored, jarId).length === 1);
    expect(attempts).toBe(2);
    expect(await replay().parked()).toMatchObject([{ sequence: 1, attempts: 1 }]);
  });
});

describe('replaying a period', () => {
  const from = new Date(Date.now() - 60_000);
  const to = new Date(Date.now() + 3_600_000);

  it('gives a handler the facts of the named types again, in order and with their ids', async () => {
    await start();
    const jarId = await running.jar();
    await add(jarId, 1, 2);
    await running.change(async (tx) => (await lockJar(tx, jarId)).shake(3));
    await until(isIdle);
    const before = [...counted];
    expect(await replay().period('count-when-coin-added', ['CoinAdded'], from, to)).toBe(1);
    await until(isIdle);
    expect(sequencesOf(counted, jarId)).toEqual([1, 2, 3, 1, 2]);
    expect(counted.slice(3).map(({ id }) => id)).toEqual(before.slice(0, 2).map(({ id }) => id));
  });

  it('adds nothing to what waits already, also when it is asked for twice', async () => {
    const jarId = await running.jar();
    await add(jarId, 1, 2);
    for (const _ of [1, 2]) await replay().period('mirror-when-coin-added', ['CoinAdded'], from, to);
    await start();
    await until(isIdle);
    expect(sequencesOf(mirrored, jarId)).toEqual([1, 2]);
  });

  it('leaves out what happened before and from its end on', async () => {
    const jarId = await running.jar();
    await add(jarId, 1);
    expect(await replay().period('mirror-when-coin-added', ['CoinAdded'], new Date(0), from)).toBe(0);
  });
});

describe('workers', () => {
  it('share the work of one database, each fact once', async () => {
    const second = await startFoundation({ handlers, databaseUrl: running.url });
    try {
      await start();
      await second.module.get(JobRunner).start();
      const jars = await Promise.all(upTo(10).map(() => running.jar()));
      mirror = () => new Promise((resolve) => setTimeout(resolve, 2));
      await Promise.all(jars.flatMap((jarId) => upTo(5).map((value) => add(jarId, value))));
      await until(isIdle);
      for (const jarId of jars) expect(sequencesOf(mirrored, jarId)).toEqual(upTo(5));
      expect(overlaps).toBe(0);
    } finally {
      await second.close();
    }
  });

  it('[K1] are given a fact that was stored while one of them took the job of an earlier one', async () => {
    const jarId = await running.jar();
    await add(jarId, 1);
    const jobs = 'graphile_worker._private_jobs';
    await withConnection(running.url, async (worker) => {
      await worker.query('begin');
      await worker.query(`update ${jobs} set locked_at = now(), locked_by = 'worker-that-is-quick', attempts = 1`);
      const adding = add(jarId, 2);
      await until(
        async () =>
          (await count("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")) === 1,
      );
      await worker.query('commit');
      await adding;
      await worker.query('delete from delivery where sequence = 1');
      await worker.query(`delete from ${jobs} where locked_by = 'worker-that-is-quick'`);
    });
    await start();
    await until(isIdle);
    expect(sequencesOf(mirrored, jarId)).toEqual([2]);
    expect(sequencesOf(counted, jarId)).toEqual([2]);
  });

  it('take over the jobs of a process that was killed', async () => {
    const jarId = await running.jar();
    await add(jarId, 1);
    await withConnection(running.url, async (client) => {
      await client.query(
        "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-of-the-dead', attempts = 1",
      );
      await client.query(
        "update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'worker-of-the-dead'",
      );
      await client.query(`insert into worker_process values
        ('worker-of-the-dead', '00000000-dead-4000-8000-000000000000', now() - interval '5 seconds')`);
    });
    await start();
    await until(isIdle);
    expect(sequencesOf(mirrored, jarId)).toEqual([1]);
  });

  it('take over the jobs of a process that was killed before it could note its workers', async () => {
    const jarId = await running.jar();
    await add(jarId, 1);
    await withConnection(running.url, async (client) => {
      const lock = "set locked_at = now(), locked_by = 'worker-nobody-knows'";
      await client.query(`update graphile_worker._private_jobs ${lock}`);
      await client.query(`update graphile_worker._private_job_queues ${lock}`);
    });
    await start();
    await until(isIdle, 15_000);
    expect(sequencesOf(mirrored, jarId)).toEqual([1]);
  }, 20_000);

  it('note a job as done later, when the connection breaks in which they do so', async () => {
    const jarId = await running.jar();
    await withConnection(running.url, async (blocker) => {
      mirror = async () => {
        await blocker.query('begin');
        await blocker.query('select from graphile_worker._private_jobs where locked_at is not null for update');
      };
      await start();
      await add(jarId, 1);
      // Broken while it waits, as by a restart of the server.
      await until(async () => {
        const cut = await running.database.rows(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query ~ 'delete from .*_private_jobs'`,
        );
        return cut.length > 0;
      });
      await blocker.query('rollback');
    });
    await until(isIdle, 20_000);
    expect(sequencesOf(mirrored, jarId)).toEqual([1]);
  });

  it('keep the jobs of a process that lives, also while its connection is renewed', async () => {
    const second = await startFoundation({ handlers, databaseUrl: running.url });
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let starts = 0;
    mirror = () => {
      starts += 1;
      return gate;
    };
    try {
      await start();
      const jarId = await running.jar();
      await add(jarId, 1);
      await until(() => starts === 1);
      const cut = `select pg_terminate_backend(pid) as cut from pg_stat_activity
        where datname = current_database() and application_name like 'parley-worker-%'`;
      expect(await running.database.rows(cut)).toHaveLength(1);
      await second.module.get(JobRunner).start();
      await until(async () => {
        const alive = await running.database.rows(
          `select 1 from pg_stat_activity where datname = current_database() and application_name like 'parley-worker-%'`,
        );
        return alive.length === 2;
      });
      release();
      await until(isIdle);
      expect(starts).toBe(1);
    } finally {
      release();
      await second.close();
    }
  });

  it('stop after the work at hand, and leave the rest for the next start', async () => {
    const jarId = await running.jar();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    mirror = () => gate;
    await start();
    await add(jarId, 1);
    await until(() => active.size === 1);
    const stopped = running.module.get(JobRunner).stop();
    release();
    await stopped;
    await add(jarId, 2);
    expect(sequencesOf(mirrored, jarId)).toEqual([1]);
    expect(await count('worker_process')).toBe(0);
    expect(await count('graphile_worker.jobs where locked_at is not null')).toBe(0);
  });
});

describe('the routes', () => {
  @Injectable()
  class Unmarked implements FactHandler {
    handle(): Promise<void> {
      return Promise.resolve();
    }
  }

  it('refuse a handler without a mark and two of one name', () => {
    expect(() => new HandlerRoutes([Unmarked])).toThrow('Unmarked has no @HandlesFacts');
    expect(() => new HandlerRoutes([CountWhenCoinAdded, CountWhenCoinAdded])).toThrow('count-when-coin-added');
  });

  it('tell which handlers a fact goes to', () => {
    const routes = new HandlerRoutes(handlers);
    expect(routes.namesFor('CoinAdded')).toEqual(['count-when-coin-added', 'mirror-when-coin-added']);
    expect(routes.namesFor('Unheard')).toEqual([]);
    expect(routes.names()).toEqual(['count-when-coin-added', 'mirror-when-coin-added']);
  });
});

describe('forgetting', () => {
  it('removes facts that are older than the retention and delivered, and marks how far it went', async () => {
    const jarId = await running.jar();
    await add(jarId, 1, 2);
    await add(jarId, 3);
    await running.database.rows("update fact set occurred_at = now() - interval '31 days' where sequence < 3");
    await running.database.rows("delete from delivery where handler = 'count-when-coin-added' or sequence = 1");
    await running.database.rows(
      `insert into fact (id, type, aggregate_type, aggregate_id, sequence, actor_kind, actor_id, origin, occurred_at, payload)
       select gen_random_uuid(), 'Old', 'Jar', gen_random_uuid(), 1, 'SYSTEM', 'test', 'PARLEY', now() - interval '40 days', '{}'
       from generate_series(1, 12000)`,
    );
    const forget = () => running.module.get(JobTasks).runNow('forget-old-facts');
    await forget();
    expect(await running.database.rows('select sequence from fact order by sequence')).toEqual([
      { sequence: 2 },
      { sequence: 3 },
    ]);
    expect(await count('fact_horizon')).toBe(1);
    await forget();
    expect(await count('fact_horizon')).toBe(1);
  });

  it('removes client keys after two days and not before', async () => {
    const actor = { kind: 'AGENT', id: 'a' };
    for (const clientKey of ['key-old-1', 'key-new-1'])
      await running.unit.run({ name: 'x', actor, clientKey, input: {} }, async () => Promise.resolve({ done: true }));
    const age = 'update client_key set created_at = now() - $1::interval where key = $2';
    await running.database.rows(age, ['49 hours', 'key-old-1']);
    await running.database.rows(age, ['25 hours', 'key-new-1']);
    // More than one portion of them.
    await running.database.rows(
      `insert into client_key (actor, key, command, input_hash, created_at)
       select 'AGENT:b', 'key-' || n, 'x', '', now() - interval '49 hours' from generate_series(1, 12000) as n`,
    );
    await running.module.get(JobTasks).runNow('forget-old-client-keys');
    expect(await running.database.rows('select key from client_key')).toEqual([{ key: 'key-new-1' }]);
  });
});

import type { Transaction } from '@libs/commands';
import { ManualClock } from '@libs/domain';
import { JobRunner } from '@libs/outbox';
import { lockJar } from '@test/support/jar.js';
import { type RunningFoundation, startFoundation, until } from '@test/support/foundation.js';
import { type DueTimer, FiresTimer, type TimerTask } from './timer-task.js';
import { Timers } from './timers.js';

const MINUTE = 60_000;
const fired: DueTimer[] = [];
/** What a firing timer does besides being counted. */
let also: (timer: DueTimer, tx: Transaction) => Promise<void> | void = () => undefined;

@FiresTimer('ring')
class Ring implements TimerTask {
  async fire(timer: DueTimer, tx: Transaction): Promise<void> {
    await also(timer, tx);
    fired.push(timer);
  }
}

@FiresTimer('shake-jar')
class ShakeJar implements TimerTask {
  async fire(timer: DueTimer, tx: Transaction): Promise<void> {
    (await lockJar(tx, timer.subjectId)).shake(1);
  }
}

@FiresTimer('ring')
class OtherRing extends Ring {}

let running: RunningFoundation;
let timers: Timers;
let clock: ManualClock;

beforeEach(async () => {
  fired.length = 0;
  also = () => undefined;
  clock = new ManualClock();
  running = await startFoundation({ clock, timerTasks: [Ring, ShakeJar] });
  timers = running.module.get(Timers);
});

afterEach(() => running.close());

const at = (ms: number) => new Date(clock.now().getTime() + ms);
const set = (key: string, dueAt: Date, subjectId = 's-1', task: typeof Ring | typeof ShakeJar = Ring) =>
  running.change(({ sql }) => timers.set(sql, { key, task, subjectId, dueAt }));
const count = async (from: string) =>
  (await running.database.row<{ n: number }>(`select count(*)::int as n from ${from}`))?.n;
const isIdle = async () => (await count('timer')) === 0 && (await count('graphile_worker.jobs')) === 0;

describe('a timer', () => {
  it('fires when its time has come, not before, and once', async () => {
    const dueAt = at(10 * MINUTE);
    await set('t', dueAt);
    clock.advance(10 * MINUTE - 1000);
    expect(await timers.fireDue()).toBe(0);
    clock.advance(1000);
    expect(await timers.fireDue()).toBe(1);
    expect(fired).toEqual([{ key: 't', subjectId: 's-1', dueAt }]);
    clock.advance(60 * MINUTE);
    expect(await timers.fireDue()).toBe(0);
  });

  it('is moved by setting it again, with its subject and its task', async () => {
    const jarId = await running.jar();
    await set('t', at(MINUTE));
    await set('t', at(3 * MINUTE), jarId, ShakeJar);
    clock.advance(2 * MINUTE);
    expect(await timers.fireDue()).toBe(0);
    clock.advance(MINUTE);
    expect(await timers.fireDue()).toBe(1);
    expect(fired).toEqual([]);
    expect(await count("fact where type = 'JarShaken'")).toBe(1);
  });

  it('that is cancelled never fires, and leaves no job', async () => {
    await set('t', at(MINUTE));
    await running.change(({ sql }) => timers.cancel(sql, 't'));
    await running.change(({ sql }) => timers.cancel(sql, 'never-set'));
    clock.advance(60 * MINUTE);
    expect(await timers.fireDue()).toBe(0);
    expect(await isIdle()).toBe(true);
  });

  it('is neither set, moved nor cancelled by a transaction that is rolled back', async () => {
    await set('t', at(MINUTE));
    const undo = (work: (tx: Transaction) => Promise<void>) =>
      expect(
        running.change(async (tx) => {
          await work(tx);
          throw new Error('undone');
        }),
      ).rejects.toThrow('undone');
    const timer = { task: Ring, subjectId: 's-2', dueAt: at(5 * MINUTE) };
    await undo(({ sql }) => timers.cancel(sql, 't'));
    await undo(({ sql }) => timers.set(sql, { key: 't', ...timer }));
    await undo(({ sql }) => timers.set(sql, { key: 'u', ...timer }));
    expect(await count('graphile_worker.jobs')).toBe(1);
    clock.advance(MINUTE);
    expect(await timers.fireDue()).toBe(1);
    expect(fired).toMatchObject([{ key: 't', subjectId: 's-1' }]);
  });

  it('stays when its task fails, with nothing of what the task did', async () => {
    const jarId = await running.jar();
    await set('t', at(0), jarId);
    also = async (timer, tx) => {
      (await lockJar(tx, timer.subjectId)).add(1, tx.now);
      await tx.em.flush();
      throw new Error('not today');
    };
    await expect(timers.fireDue()).rejects.toThrow('not today');
    expect(await count('fact')).toBe(0);
    also = () => undefined;
    expect(await timers.fireDue()).toBe(1);
  });

  it('may be set again by its own task', async () => {
    await set('t', at(MINUTE));
    let rounds = 0;
    also = async (timer, { sql }) => {
      rounds += 1;
      if (rounds < 3) await timers.set(sql, { key: timer.key, task: Ring, subjectId: 's', dueAt: at(MINUTE) });
    };
    for (const _ of [1, 2, 3, 4]) {
      clock.advance(MINUTE);
      await timers.fireDue();
    }
    expect(fired).toHaveLength(3);
  });

  it('fires earliest first', async () => {
    await set('late', at(3 * MINUTE));
    await set('early', at(MINUTE));
    await set('between', at(2 * MINUTE));
    clock.advance(5 * MINUTE);
    expect(await timers.fireDue()).toBe(3);
    expect(fired.map(({ key }) => key)).toEqual(['early', 'between', 'late']);
  });

  it('whose task this version does not know is kept and says so', async () => {
    await running.change(({ sql }) => timers.set(sql, { key: 't', task: 'retired', subjectId: 's', dueAt: at(0) }));
    await expect(timers.fireDue()).rejects.toThrow('retired');
    expect(await count('timer')).toBe(1);
  });
});

describe('the job of a timer', () => {
  it('fires it without anybody asking', async () => {
    await running.module.get(JobRunner).start();
    await set('t', at(50));
    await until(isIdle);
    expect(fired).toMatchObject([{ key: 't' }]);
  });

  it('does not fire it before the injected clock says so, and waits on', async () => {
    clock.freeze(clock.now());
    await set('t', at(MINUTE));
    await running.database.rows('update graphile_worker._private_jobs set run_at = now()');
    expect(await timers.fire('t')).toBe(false);
    expect(fired).toEqual([]);
    const job = await running.database.row<{ pause: number }>(
      'select extract(epoch from run_at - now())::float8 as pause from graphile_worker.jobs',
    );
    expect(job?.pause).toBeGreaterThan(50);
  });

  it('and those who move the clock fire it once between them, however they race', async () => {
    await running.module.get(JobRunner).start();
    const keys = Array.from({ length: 20 }, (_, i) => `t-${i}`);
    await Promise.all(keys.map((key) => set(key, at(0))));
    const byHand = await Promise.all([1, 2, 3].map(() => timers.fireDue()));
    await until(isIdle);
    expect(fired.map(({ key }) => key).toSorted((a, b) => a.localeCompare(b))).toEqual(
      keys.toSorted((a, b) => a.localeCompare(b)),
    );
    expect(byHand.reduce((sum, n) => sum + n)).toBeLessThanOrEqual(20);
  });
});

it('a change that cancels a timer, and the timer itself, do not lock each other out', async () => {
  const jarId = await running.jar();
  await set('t', at(0), jarId);
  let reached = (): void => undefined;
  const firing = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let locked = (): void => undefined;
  const changing = new Promise<void>((resolve) => {
    locked = resolve;
  });
  // The timer is locked first and the jar second when it fires; a change locks them the other way round.
  also = async (timer, tx) => {
    reached();
    await changing;
    (await lockJar(tx, timer.subjectId)).shake(1);
  };
  const fire = timers.fire('t');
  await firing;
  const change = running.change(async (tx) => {
    (await lockJar(tx, jarId)).add(1, tx.now);
    locked();
    await timers.cancel(tx.sql, 't');
  });
  const [hasFired] = await Promise.all([fire, change]);
  expect(await count('timer')).toBe(0);
  expect(await count("fact where type = 'CoinAdded'")).toBe(1);
  expect(await count("fact where type = 'JarShaken'")).toBe(hasFired ? 1 : 0);
});

it('two timer tasks of one name are refused, and a class that is none', () => {
  expect(() => timers.register([OtherRing])).toThrow('Two timer tasks are named ring');
  class Unmarked implements TimerTask {
    fire(): Promise<void> {
      return Promise.resolve();
    }
  }
  expect(() => timers.register([Unmarked])).toThrow('Unmarked has no @FiresTimer');
});

import type { RecordedFact } from '@libs/domain';
import { CoinBank, sequencesOf, upTo } from '@test/support/coin-bank.js';
import { until } from '@test/support/foundation.js';
import { lockJar } from '@test/support/jar.js';
import { Unprocessable } from './handler.js';
import { Replay } from './replay.js';

let bank: CoinBank;

beforeEach(async () => {
  bank = await CoinBank.open();
});
afterEach(() => bank.close());

describe('a handler', () => {
  it('is given the facts of each aggregate once and in order, one at a time', async () => {
    await bank.start();
    const jars = await Promise.all(upTo(5).map(() => bank.foundation.jar()));
    bank.mirror = () => new Promise((resolve) => setImmediate(resolve));
    await Promise.all(jars.flatMap((jarId) => upTo(10).map((value) => bank.add(jarId, value, value))));
    await bank.untilIdle();
    for (const jarId of jars) {
      expect(sequencesOf(bank.mirrored, jarId)).toEqual(upTo(20));
      expect(sequencesOf(bank.counted, jarId)).toEqual(upTo(20));
    }
    expect(bank.overlaps).toBe(0);
  });

  it('is given what it needs to know of a fact', async () => {
    const seen: RecordedFact[] = [];
    bank.mirror = (fact) => void seen.push(fact);
    const brandId = '0197a8f0-1111-7222-8333-444455556666';
    const jarId = await bank.foundation.jar({ brandId });
    await bank.add(jarId, 5);
    await bank.start();
    await bank.untilIdle();
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
    await bank.start();
    const jarId = await bank.foundation.jar();
    const pauses: number[] = [];
    for (const sequence of upTo(20)) {
      await bank.add(jarId, 1);
      const committed = performance.now();
      await until(() => bank.counted.length === sequence);
      pauses.push((bank.counted.at(-1)?.at ?? Number.NaN) - committed);
    }
    expect(pauses.toSorted((a, b) => a - b)[10]).toBeLessThan(500);
  });

  it('is not given what a rolled back transaction recorded', async () => {
    await bank.start();
    const jarId = await bank.foundation.jar();
    const undone = bank.foundation.change(async (tx) => {
      (await lockJar(tx, jarId)).add(5000, tx.now);
    });
    await expect(undone).rejects.toMatchObject({ code: 'JarIsFull' });
    expect([await bank.count('fact'), await bank.count('delivery'), await bank.count('graphile_worker.jobs')]).toEqual([
      0, 0, 0,
    ]);
    await bank.add(jarId, 1);
    await bank.untilIdle();
    expect(sequencesOf(bank.counted, jarId)).toEqual([1]);
  });
});

describe('a handler that fails', () => {
  const isBad = (value: number) => value === 13;

  it('holds up its own aggregate and no other, nor another handler', async () => {
    await bank.start();
    const [bad, good] = [await bank.foundation.jar(), await bank.foundation.jar()];
    bank.mirror = ({ payload }) => {
      if (isBad(payload.value)) throw new Error('vendor is down');
    };
    await bank.add(bad, 1, 13, 2);
    await bank.add(good, 1, 2);
    await until(() => sequencesOf(bank.mirrored, good).length === 2 && sequencesOf(bank.counted, bad).length === 3);
    expect(sequencesOf(bank.mirrored, bad)).toEqual([1]);
    bank.mirror = () => undefined;
    await bank.hurry();
    await bank.untilIdle();
    expect(sequencesOf(bank.mirrored, bad)).toEqual([1, 2, 3]);
    expect(sequencesOf(bank.counted, bad)).toEqual([1, 2, 3]);
  });

  it('is tried again later and not before, however many facts follow', async () => {
    await bank.start();
    const jarId = await bank.foundation.jar();
    let attempts = 0;
    let failedAt = new Date();
    bank.mirror = () => {
      attempts += 1;
      failedAt = new Date();
      throw new Error('vendor is down');
    };
    const nextAt = async (): Promise<Date | undefined> => {
      const text = 'select run_at from graphile_worker.jobs where key like $1 and run_at > $2';
      return (await bank.foundation.database.row<{ run_at: Date }>(text, [`mirror-%${jarId}`, failedAt]))?.run_at;
    };
    await bank.add(jarId, 1);
    await until(async () => attempts === 1 && (await nextAt()) !== undefined);
    const planned = await nextAt();
    const pause = (planned?.getTime() ?? 0) - failedAt.getTime();
    expect(pause).toBeGreaterThan(1_500);
    expect(pause).toBeLessThan(4_500);

    for (const value of upTo(10)) await bank.add(jarId, value);
    await until(() => sequencesOf(bank.counted, jarId).length === 11);
    // On a slow machine the pause may be over by now; it was never cut short.
    expect(((await nextAt()) ?? planned)?.getTime()).toBeGreaterThanOrEqual(planned?.getTime() ?? Infinity);
    if (new Date() < (planned ?? new Date(0))) expect(attempts).toBe(1);
  });

  it('has its fact parked after the last attempt, while the later facts flow, and gets it again on request', async () => {
    await bank.start();
    const jarId = await bank.foundation.jar();
    let attempts = 0;
    bank.mirror = ({ payload }) => {
      if (!isBad(payload.value)) return;
      attempts += 1;
      throw new Error(`no thirteen, attempt ${attempts}`);
    };
    await bank.add(jarId, 13, 1, 2);
    for (const attempt of [1, 2]) {
      await until(() => attempts === attempt);
      expect(sequencesOf(bank.mirrored, jarId)).toEqual([]);
      await until(async () => (await bank.count('graphile_worker.jobs where locked_at is not null')) === 0);
      await bank.hurry();
    }
    await until(() => bank.mirrored.length === 2);
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([2, 3]);
    await until(async () => (await bank.count('graphile_worker.jobs')) === 0);
    const [parked, ...others] = await bank.foundation.module.get(Replay).parked();
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

    expect(await bank.foundation.module.get(Replay).retryParked('another-handler')).toBe(0);
    bank.mirror = () => undefined;
    expect(await bank.foundation.module.get(Replay).retryParked('mirror-when-coin-added')).toBe(1);
    await bank.untilIdle();
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([2, 3, 1]);
    expect(await bank.foundation.module.get(Replay).parked()).toEqual([]);
  });

  it('has a fact parked at once that it calls unprocessable', async () => {
    await bank.start();
    const jarId = await bank.foundation.jar();
    let attempts = 0;
    bank.mirror = ({ payload }) => {
      attempts += 1;
      if (isBad(payload.value)) throw new Unprocessable('no such contact at the vendor');
    };
    await bank.add(jarId, 13, 1);
    await until(() => sequencesOf(bank.mirrored, jarId).length === 1);
    expect(attempts).toBe(2);
    expect(await bank.foundation.module.get(Replay).parked()).toMatchObject([{ sequence: 1, attempts: 1 }]);
  });
});

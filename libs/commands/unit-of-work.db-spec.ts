import type { Transaction } from './transaction.js';
import { Ids, Refusal } from '@libs/domain';
import { CoinAdded, Jar, lockJar } from '@test/support/jar.js';
import { type RunningFoundation, startFoundation } from '@test/support/foundation.js';

let running: RunningFoundation;

beforeAll(async () => {
  running = await startFoundation();
});

afterAll(() => running.close());

const actor = { kind: 'AGENT', id: 'a-1' };
let keys = 0;
const newKey = (): string => `key-0000${(keys += 1)}`;

/** The command of a client: add a coin to a jar. */
function addCoin(input: { jarId: string; value: number }, clientKey = newKey(), name = 'addCoin') {
  return running.unit.run({ name, actor, clientKey, input }, async (tx) => {
    const jar = await lockJar(tx, input.jarId);
    jar.add(input.value, tx.now);
    return { jarId: jar.id, total: jar.total };
  });
}

const factsOf = (jarId: string) =>
  running.database.rows<{ type: string; sequence: number; payload: object; actor_kind: string; actor_id: string }>(
    'select type, sequence, payload, actor_kind, actor_id from fact where aggregate_id = $1 order by sequence',
    [jarId],
  );
const totalOf = async (jarId: string) =>
  (await running.database.row<{ total: number }>('select total from jar where id = $1', [jarId]))?.total;

describe('a command', () => {
  it('is stored together with its facts, stamped with actor and sequence', async () => {
    const jarId = await running.jar();
    expect(await addCoin({ jarId, value: 5 })).toEqual({ jarId, total: 5 });
    await addCoin({ jarId, value: 7 });
    expect(await totalOf(jarId)).toBe(12);
    expect(await factsOf(jarId)).toEqual([
      { type: 'CoinAdded', sequence: 1, payload: { value: 5 }, actor_kind: 'AGENT', actor_id: 'a-1' },
      { type: 'CoinAdded', sequence: 2, payload: { value: 7 }, actor_kind: 'AGENT', actor_id: 'a-1' },
    ]);
  });

  it('is undone by a refusal, whose answer is kept and given again', async () => {
    const jarId = await running.jar();
    const key = newKey();
    const refusal = { code: 'JarIsFull', details: { total: 2000 } };
    await expect(addCoin({ jarId, value: 2000 }, key)).rejects.toMatchObject(refusal);
    expect(await totalOf(jarId)).toBe(0);
    expect(await factsOf(jarId)).toEqual([]);
    const again: unknown = await addCoin({ jarId, value: 2000 }, key).catch((error: unknown) => error);
    expect(again).toBeInstanceOf(Refusal);
    expect(again).toMatchObject({ ...refusal, reason: 'The jar is full.' });
  });

  it('keeps the first answer for its client key, also when the world has moved on', async () => {
    const jarId = await running.jar();
    const key = newKey();
    const first = await addCoin({ jarId, value: 1 }, key);
    await addCoin({ jarId, value: 10 });
    expect(await addCoin({ jarId, value: 1 }, key)).toEqual(first);
    expect(await totalOf(jarId)).toBe(11);
  });

  it('is refused when its client key came with other input or for another mutation', async () => {
    const jarId = await running.jar();
    const key = newKey();
    await addCoin({ jarId, value: 1 }, key);
    await expect(addCoin({ jarId, value: 2 }, key)).rejects.toMatchObject({ code: 'ClientKeyReused' });
    await expect(addCoin({ jarId, value: 1 }, key, 'takeCoin')).rejects.toMatchObject({ code: 'ClientKeyReused' });
    expect(await totalOf(jarId)).toBe(1);
  });

  it("does not meet another actor's key", async () => {
    const jarId = await running.jar();
    const key = newKey();
    await addCoin({ jarId, value: 1 }, key);
    const other = { name: 'other', actor: { kind: 'VISITOR', id: 'a-1' }, clientKey: key, input: { jarId } };
    expect(await running.unit.run(other, async () => Promise.resolve({ done: true }))).toEqual({ done: true });
  });

  it.each(['', 'short', 'x'.repeat(65), "k'); drop table jar;--", 'ключ-ключ-ключ', 'key\0key-key'])(
    'is refused with the malformed client key %j',
    async (key) => {
      const jarId = await running.jar();
      await expect(addCoin({ jarId, value: 1 }, key)).rejects.toMatchObject({
        code: 'InvalidInput',
        details: { field: 'clientKey' },
      });
      expect(await totalOf(jarId)).toBe(0);
    },
  );

  it('that is sent 50 times in parallel is done once and answered 50 times alike', async () => {
    const jarId = await running.jar();
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => addCoin({ jarId, value: 3 }, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ jarId, total: 3 })]),
    );
    expect(await factsOf(jarId)).toHaveLength(1);
    expect(await running.database.rows('select 1 from client_key where key = $1', [key])).toHaveLength(1);
  });

  it('that fails unexpectedly leaves nothing, and its key is free again', async () => {
    const jarId = await running.jar();
    const key = newKey();
    const input = { jarId, value: 4 };
    const broken = running.unit.run({ name: 'addCoin', actor, clientKey: key, input }, async (tx) => {
      (await lockJar(tx, jarId)).add(4, tx.now);
      await tx.em.flush();
      throw new Error('the disk is on fire');
    });
    await expect(broken).rejects.toThrow('the disk is on fire');
    expect(await totalOf(jarId)).toBe(0);
    expect(await running.database.rows('select 1 from client_key where key = $1', [key])).toEqual([]);
    expect(await addCoin(input, key)).toEqual({ jarId, total: 4 });
  });

  it('that PostgreSQL refuses is undone, not half stored', async () => {
    const jarId = await running.jar();
    const key = newKey();
    const command = { name: 'addCoin', actor, clientKey: key, input: { jarId } };
    const broken = running.unit.run(command, async (tx) => {
      (await lockJar(tx, jarId)).add(4, tx.now);
      await tx.sql.rows('insert into jar select * from jar where id = $1', [jarId]);
      return {};
    });
    await expect(broken).rejects.toThrow('jar_pkey');
    expect(await factsOf(jarId)).toEqual([]);
    expect(await running.database.rows('select 1 from client_key where key = $1', [key])).toEqual([]);
  });

  it('is numbered without a gap when 20 change one aggregate at the same time, some of them refused', async () => {
    const jarId = await running.jar();
    const values = Array.from({ length: 20 }, (_, i) => (i % 5 === 4 ? 5000 : 1));
    const results = await Promise.allSettled(values.map((value) => addCoin({ jarId, value })));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    expect((await factsOf(jarId)).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(await totalOf(jarId)).toBe(16);
  });

  it.each([
    ['entities', (tx: Transaction, jarId: string) => lockJar(tx, jarId).then((jar) => jar.add(1, tx.now))],
    [
      'hand-written SQL',
      (tx: Transaction, jarId: string) => tx.sql.rows('update jar set total = total + 1 where id = $1', [jarId]),
    ],
  ])('runs again when PostgreSQL ends it to resolve a deadlock of %s', async (_, add) => {
    const [one, two] = [await running.jar(), await running.jar()];
    let waiting = 0;
    let open: () => void;
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    const addToBoth = (first: string, second: string) =>
      running.unit.run({ name: 'addToBoth', actor, clientKey: newKey(), input: { first } }, async (tx) => {
        await add(tx, first);
        if ((waiting += 1) === 2) open();
        await both;
        await add(tx, second);
        return { done: true };
      });
    const results = await Promise.all([addToBoth(one, two), addToBoth(two, one)]);
    expect(results).toEqual([{ done: true }, { done: true }]);
    expect(waiting).toBe(3);
    expect([await totalOf(one), await totalOf(two)]).toEqual([2, 2]);
  });
});

describe('a change', () => {
  it('stores facts that no loaded aggregate recorded', async () => {
    const aggregateId = running.module.get(Ids).next();
    await running.change((tx) => {
      const fact = { aggregateType: 'Jar', aggregateId, brandId: null, sequence: 1, payload: { value: 9 } };
      tx.record({ type: CoinAdded.type, ...fact });
      return Promise.resolve();
    });
    expect(await factsOf(aggregateId)).toMatchObject([{ type: 'CoinAdded', payload: { value: 9 } }]);
  });

  it('may read beside its transaction, also when all transactions do so at the same time', async () => {
    const jarId = await running.jar();
    const before = performance.now();
    const reads = Array.from({ length: 40 }, () => running.change(() => totalOf(jarId)));
    expect(new Set(await Promise.all(reads))).toEqual(new Set([0]));
    expect(performance.now() - before).toBeLessThan(4000);
  });

  it('gives its hand-written SQL the same transaction as its entities', async () => {
    const jarId = await running.jar();
    const seen = running.change(async (tx) => {
      (await lockJar(tx, jarId)).add(6, tx.now);
      await tx.em.flush();
      const row = await tx.sql.row<{ total: number }>('select total from jar where id = $1', [jarId]);
      expect(await totalOf(jarId)).toBe(0);
      throw new Error(`saw ${String(row?.total)}`);
    });
    await expect(seen).rejects.toThrow('saw 6');
    expect(await totalOf(jarId)).toBe(0);
  });
});

describe('an entity', () => {
  it('comes back as it was stored: times, arrays, JSON and nulls', async () => {
    const labels = ['plain', 'with "quotes", a comma, {braces} and \\ a backslash', '', 'NULL', 'юний 🫙'];
    const contents = { coins: [1, 2], owner: { name: "O'Hara \u2028 \\u0041", since: '2026-01-01' } };
    const filledAt = new Date('2026-03-29T00:59:59.123Z');
    const jarId = await running.jar({ labels, contents, filledAt });
    const jar = await running.change((tx) => tx.em.findOneOrFail(Jar, { id: jarId }));
    expect(jar.filledAt).toBeInstanceOf(Date);
    expect(jar).toMatchObject({ labels, contents, filledAt, emptiedAt: null, brandId: null, total: 0 });
    expect(await running.database.row('select labels, contents, filled_at from jar where id = $1', [jarId])).toEqual({
      labels,
      contents,
      filled_at: filledAt,
    });
  });

  it('can be found by a time, an array element and a null', async () => {
    const filledAt = new Date('2026-05-05T05:05:05.555Z');
    const jarId = await running.jar({ labels: ['find me'], filledAt });
    const found = await running.change((tx) =>
      tx.em.find(Jar, { filledAt, emptiedAt: null, labels: { $contains: ['find me'] } }),
    );
    expect(found.map(({ id }) => id)).toEqual([jarId]);
  });

  it('is not written when nothing in it changed', async () => {
    const jarId = await running.jar({
      labels: ['a', 'b'],
      contents: { coins: [3], owner: { name: 'x', since: null } },
      emptiedAt: new Date('2026-01-01T00:00:00.001Z'),
    });
    const version = async () =>
      (await running.database.row<{ xmin: string }>('select xmin::text from jar where id = $1', [jarId]))?.xmin;
    const before = await version();
    await running.change(async (tx) => void (await lockJar(tx, jarId)));
    expect(await version()).toBe(before);
  });
});

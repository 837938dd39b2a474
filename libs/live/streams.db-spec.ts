import { SystemIds } from '@libs/domain';
import { until } from '@test/support/foundation.js';
import { lockJar } from '@test/support/jar.js';
import { add, now, only, past, stage, take, upTo, useFeed, valueOf } from '@test/support/live-feed.js';
import { type FactFilter, type FeedItem } from './fact-feed.js';
import { ResyncRequired } from './feed-cursor.js';

useFeed();

describe('a stream', () => {
  it('starts at the present without a cursor', async () => {
    const jarId = await stage.running.jar();
    await add(jarId, 1);
    const stream = stage.feed.open(only(jarId));
    expect(await take(stream, 1)).toEqual([{ kind: 'caught-up', cursor: expect.any(String) }]);
    await add(jarId, 2, 3);
    await add(jarId, 4);
    expect((await take(stream, 3)).map(valueOf)).toEqual([2, 3, 4]);
    await stream.return?.();
  });

  it('gives what came after its cursor, then says that it has caught up, then goes on live', async () => {
    const jarId = await stage.running.jar();
    const cursor = await now();
    await add(jarId, 1, 2);
    const stream = stage.feed.open(only(jarId), { after: cursor });
    const items = await take(stream, 3);
    expect(items.map(({ kind }) => kind)).toEqual(['fact', 'fact', 'caught-up']);
    await add(jarId, 3);
    expect((await take(stream, 1)).map(valueOf)).toEqual([3]);
    await stream.return?.();
  });

  it('resumes after each of its items, live or past, without a gap or a repetition', async () => {
    const jarId = await stage.running.jar();
    const cursor = await now();
    const live = stage.feed.open(only(jarId));
    await take(live, 1);
    await add(jarId, 1, 2, 3);
    await add(jarId, 4);
    await add(jarId, 5, 6);
    const resumed = stage.feed.open(only(jarId), { after: cursor });
    for (const stream of [live, resumed]) {
      const items = await take(stream, 6);
      expect(items.map(valueOf)).toEqual(upTo(6));
      for (const [i, item] of items.entries())
        expect((await past(only(jarId), item.cursor)).values).toEqual(upTo(6).slice(i + 1));
      await stream.return?.();
    }
  });

  it('resumes in the middle of a past that is longer than one reading', async () => {
    const jarId = await stage.running.jar();
    const cursor = await now();
    for (const start of [0, 400, 800]) await add(jarId, ...Array.from({ length: 400 }, () => start % 2));
    const stream = stage.feed.open(only(jarId), { after: cursor });
    const items = await take(stream, 1201);
    const sequences = items.flatMap((item) => (item.kind === 'fact' ? [item.fact.sequence] : []));
    expect(sequences).toEqual(upTo(1200));
    for (const i of [0, 498, 499, 500, 501, 999, 1000, 1199])
      expect((await past(only(jarId), items[i]?.cursor ?? '')).values).toHaveLength(1199 - i);
    await stream.return?.();
  });

  it('gives only what matches its filter: types, aggregates, and brands with what belongs to none', async () => {
    const ids = new SystemIds();
    const [one, other] = [ids.next(), ids.next()];
    const mine = await stage.running.jar({ brandId: one });
    const theirs = await stage.running.jar({ brandId: other });
    const nobodys = await stage.running.jar();
    const cursor = await now();
    const filter: FactFilter = { types: ['CoinAdded'], aggregateIds: [mine, theirs, nobodys], brandIds: [one] };
    const live = stage.feed.open(filter);
    await take(live, 1);
    await add(theirs, 1);
    await stage.running.change(async (tx) => (await lockJar(tx, mine)).shake(1));
    await add(mine, 2);
    await add(nobodys, 3);
    expect((await take(live, 2)).map(valueOf)).toEqual([2, 3]);
    expect((await past(filter, cursor)).values).toEqual([2, 3]);
    await live.return?.();
  });

  it('ends at once while it waits, and frees its subscriber', async () => {
    const stream = stage.feed.open({ types: [] });
    await take(stream, 1);
    const waiting = stream.next();
    await stream.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('that is not read is told to resync instead of filling the memory', async () => {
    const jarId = await stage.running.jar();
    const stream = stage.feed.open(only(jarId));
    await take(stream, 1);
    let delivered = 0;
    stage.feed.tap(['CoinAdded'], (fact) => (delivered += Number(fact.aggregateId === jarId)));
    for (const _ of upTo(11)) await add(jarId, ...Array.from({ length: 500 }, () => 0));
    await until(() => delivered === 5_500, 25_000);
    await expect(stream.next()).rejects.toBeInstanceOf(ResyncRequired);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a stream that pushes', () => {
  /** Follows a jar, with room only when it is given. */
  const follow = (jarId: string, after?: string) => {
    const items: FeedItem[] = [];
    const errors: unknown[] = [];
    let gate = Promise.withResolvers<void>();
    const leave = stage.feed.follow(only(jarId), { after: after ?? null })({
      push: (item) => void items.push(item),
      room: () => gate.promise,
      end: (error) => void errors.push(error),
    });
    const sequences = () => items.flatMap((item) => (item.kind === 'fact' ? [item.fact.sequence] : []));
    const giveRoom = () => gate.resolve();
    const takeRoom = () => void (gate = Promise.withResolvers());
    return { items, errors, sequences, leave, giveRoom, takeRoom };
  };

  it('[L3] reads the past no faster than its sink has room, and then misses nothing of what came meanwhile', async () => {
    const jarId = await stage.running.jar();
    const cursor = await now();
    const more = (count: number) => add(jarId, ...upTo(count).map(() => 0));
    await more(700);
    let delivered = 0;
    stage.feed.tap(['CoinAdded'], (fact) => (delivered += Number(fact.aggregateId === jarId)));
    const { items, sequences, giveRoom, takeRoom, leave } = follow(jarId, cursor);
    // More than waits for a follower: he must read it by himself.
    for (const _ of upTo(4)) await more(500);
    await until(() => delivered >= 2_000);
    expect(items).toEqual([]);
    giveRoom();
    await until(() => items.length > 0);
    takeRoom();
    await more(1);
    giveRoom();
    await until(() => items.some(({ kind }) => kind === 'caught-up'));
    await more(2);
    await until(() => sequences().length >= 2_703);
    expect(sequences()).toEqual(upTo(2_703));
    leave();
    await more(1);
    await until(() => delivered >= 2_004);
    expect(sequences()).toHaveLength(2_703);
  });

  it('ends with the reason when its cursor cannot be resumed, and is forgotten', async () => {
    const before = stage.feed.followers;
    const { errors } = follow(await stage.running.jar(), 'nonsense');
    expect(stage.feed.followers).toBe(before + 1);
    await until(() => errors.length > 0);
    expect(errors).toEqual([expect.any(ResyncRequired)]);
    expect(stage.feed.followers).toBe(before);
  });

  it('[K4] goes on when the database was away while its past was read', async () => {
    const jarId = await stage.running.jar();
    const cursor = await now();
    await add(jarId, 1, 2);
    const { sequences, giveRoom, errors, leave } = follow(jarId, cursor);
    const failures = async () => {
      const [row] = await stage.running.database.rows<{ count: number }>(
        'select xact_rollback::int as count from pg_stat_database where datname = current_database()',
      );
      return row?.count ?? 0;
    };
    const before = await failures();
    await stage.running.database.rows('alter table fact rename to fact_away');
    giveRoom();
    await until(async () => (await failures()) > before);
    await stage.running.database.rows('alter table fact_away rename to fact');
    await until(() => sequences().length === 2);
    expect([sequences(), errors]).toEqual([[1, 2], []]);
    leave();
  });
});

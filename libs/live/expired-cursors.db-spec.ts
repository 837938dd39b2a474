import fc from 'fast-check';
import { add, now, only, past, stage, useFeed } from '@test/support/live-feed.js';
import { decodeCursor, encodeCursor, encodeSnapshotCursor, ResyncRequired } from './feed-cursor.js';

useFeed();

describe('a cursor that cannot be resumed', () => {
  it.each([
    ['empty', ''],
    ['malformed', 'not-a-cursor'],
    ['of a database that has seen more', encodeSnapshotCursor('999999999:999999999:')],
    [
      'half of such a database',
      encodeCursor({ base: '3:3:', batch: { snapshot: '999999999:999999999:', position: '1' } }),
    ],
  ])('asks for a resync when it is %s', async (_, after) => {
    await expect(stage.feed.open({}, { after }).next()).rejects.toBeInstanceOf(ResyncRequired);
  });

  it('asks for a resync when facts after it are forgotten, and not when only older ones are', async () => {
    const jarId = await stage.running.jar();
    const before = await now();
    await add(jarId, 1);
    const after = await now();
    try {
      await stage.running.database.rows(
        'insert into fact_horizon (single, xid) select true, xid from fact where aggregate_id = $1',
        [jarId],
      );
      await expect(stage.feed.open(only(jarId), { after: before }).next()).rejects.toBeInstanceOf(ResyncRequired);
      expect((await past(only(jarId), after)).values).toEqual([]);
    } finally {
      await stage.running.database.rows('delete from fact_horizon');
    }
  });

  it('never brings PostgreSQL to a syntax error, whatever a client sends', async () => {
    const number = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 66n }),
      fc.constantFrom(0n, 1n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n),
    );
    const wild = fc
      .tuple(number, number, fc.array(number, { maxLength: 4 }))
      .map(([low, high, ids]) => `${low}:${high}:${ids.join(',')}`);
    const tame = fc
      .tuple(
        fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 40n }), number),
        fc.bigInt({ min: 0n, max: 9n }),
        fc.uniqueArray(fc.bigInt({ min: 0n, max: 9n }), { maxLength: 4 }),
      )
      .map(([low, width, ids]) => {
        const running = ids.filter((id) => id < width).toSorted((a, b) => (a < b ? -1 : 1));
        return `${low}:${low + width}:${running.map((id) => low + id).join(',')}`;
      });
    const snapshot = fc.oneof(wild, tame, tame);
    const cursor = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.constantFrom('f1', 'f0'), snapshot).map((parts) => parts.join('|')),
      fc
        .tuple(fc.constant('f1'), snapshot, snapshot, fc.bigInt({ min: -9n, max: 2n ** 62n }))
        .map((parts) => parts.join('|')),
    );
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(cursor, async (text) => {
        let position;
        try {
          position = decodeCursor(Buffer.from(text, 'latin1').toString('base64url'));
        } catch (error) {
          if (error instanceof ResyncRequired) return;
          throw error;
        }
        accepted += 1;
        await stage.running.database.rows('select $1::pg_snapshot, $2::pg_snapshot, $3::bigint', [
          position.base,
          position.batch?.snapshot ?? null,
          position.batch?.position ?? null,
        ]);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

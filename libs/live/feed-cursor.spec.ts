import fc from 'fast-check';
import {
  decodeCursor,
  durableSnapshot,
  encodeCursor,
  encodeSnapshotCursor,
  isLater,
  ResyncRequired,
  visibleIn,
} from './feed-cursor.js';

const pack = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');

/** A snapshot as PostgreSQL would give it: of transactions up to `high`, some still running. */
const snapshots = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 8 }))
  .map(([high, ids]) => {
    const running = ids.filter((id) => id < high).toSorted((a, b) => a - b);
    return { text: `${running[0] ?? high}:${high}:${running.join(',')}`, high, running };
  });

describe('a cursor of the feed', () => {
  it('comes back as it was packed', () => {
    const positions = fc.oneof(
      fc.record({ base: snapshots.map(({ text }) => text) }),
      fc.record({
        base: snapshots.map(({ text }) => text),
        batch: fc.record({
          snapshot: snapshots.map(({ text }) => text),
          position: fc.nat().map(String),
        }),
      }),
    );
    fc.assert(fc.property(positions, (position) => expect(decodeCursor(encodeCursor(position))).toEqual(position)));
    expect(decodeCursor(encodeSnapshotCursor('5:9:5,7'))).toEqual({ base: '5:9:5,7' });
  });

  it.each([
    ['5:9:5,7|8', '5:9:5,7', 'nothing came after the newest fact'],
    ['5:9:5,7|6', '5:7:5', 'what ran or was rolled back after it is not counted as seen'],
    ['9:9:|3', '4:4:', 'a quiet database'],
    ['9:9:|0', '1:1:', 'no fact at all'],
    ['4294967400:4294967500:|4294967295', '4294967299:4294967299:', 'ids that are never given away'],
  ])('%s ends behind the newest fact, as %s: %s', (text, durable) => {
    expect(durableSnapshot(text)).toBe(durable);
    expect(decodeCursor(encodeSnapshotCursor(text))).toEqual({ base: durable });
  });

  it.each([
    ['', 'nothing'],
    [pack('f1'), 'no position'],
    [pack('f1|'), 'an empty position'],
    [pack('f2|5:9:'), 'another version'],
    [pack('f1|5:9'), 'half a snapshot'],
    [pack('f1|0:9:'), 'a zero transaction'],
    [pack('f1|9:5:'), 'bounds the wrong way round'],
    [pack('f1|5:9:4'), 'a running transaction below the bounds'],
    [pack('f1|5:9:9'), 'a running transaction above the bounds'],
    [pack('f1|5:9:7,6'), 'running transactions out of order'],
    [pack('f1|5:9:7,7'), 'a running transaction twice'],
    [pack('f1|5:9:,'), 'commas alone'],
    [pack('f1|5:9:5 '), 'a space'],
    [pack('f1|5:9:5\n'), 'a line break'],
    [pack('f1|4294967296:4294967297:'), 'a lower bound whose lower half is zero'],
    [pack('f1|1:4294967296:'), 'an upper bound whose lower half is zero'],
    [pack('f1|1:9223372036854775808:'), 'a bound beyond 64 bits'],
    [pack("f1|5:9:'); drop table fact; --"), 'SQL'],
    [pack('f1|5:9:|5:9:'), 'a batch without place'],
    [pack('f1|5:9:|5:9:|x'), 'a place that is no number'],
    [pack('f1|5:9:|5:9:|-1'), 'a negative place'],
    [pack('f1|5:9:|5:9:|9999999999999999999'), 'a place beyond 64 bits'],
    [pack('f1|5:9:|5:9:|1|2'), 'too many parts'],
    [pack(`f1|1:9000:${Array.from({ length: 5000 }, (_, i) => i + 1).join(',')}`), 'too many running transactions'],
    ['💥', 'no base64'],
  ])('is refused when it is %j: %s', (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(ResyncRequired);
  });
});

describe('a snapshot', () => {
  it('sees what was neither running nor to come', () => {
    fc.assert(
      fc.property(snapshots, fc.integer({ min: 1, max: 60 }), ({ text, high, running }, id) =>
        expect(visibleIn(String(id), text)).toBe(id < high && !running.includes(id)),
      ),
    );
  });

  it('tells transactions beyond 2⁵³ apart', () => {
    expect(visibleIn('9007199254740993', '9007199254740993:9007199254740995:9007199254740993')).toBe(false);
    expect(visibleIn('9007199254740992', '9007199254740993:9007199254740995:')).toBe(true);
  });

  it('is later than those that see less', () => {
    expect(isLater('5:9:', '5:8:')).toBe(true);
    expect(isLater('6:9:6', '5:9:5,6')).toBe(true);
    expect(isLater('9:9:', '5:9:5')).toBe(true);
    expect(isLater('5:9:5', '5:9:5')).toBe(false);
    expect(isLater('5:8:', '5:9:5,6,7,8')).toBe(false);
    expect(isLater('99:100:', '5:9:')).toBe(true);
  });
});

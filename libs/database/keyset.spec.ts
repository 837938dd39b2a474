import fc from 'fast-check';
import { InvalidInput } from '@libs/domain';
import { decodeKey, encodeKey, pageSize } from './keyset.js';

const id = '0197a8f0-1111-7222-8333-444455556666';
const packed = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function outcomeOf(cursor: string): unknown {
  try {
    return decodeKey(cursor, ['text', 'number']);
  } catch (error) {
    return error;
  }
}

describe('a cursor of a list', () => {
  it('comes back as the key that it was made of', () => {
    const key = fc.tuple(
      fc.uuid(),
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
      fc.integer({ min: -2_147_483_647 }),
      fc.string({ maxLength: 40, unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    );
    fc.assert(
      fc.property(key, (parts) =>
        expect(decodeKey(encodeKey(...parts), ['uuid', 'time', 'number', 'text'])).toEqual(parts),
      ),
    );
  });

  it.each([undefined, null])('may be %s, which means the start', (nothing) => {
    expect(decodeKey(nothing, ['uuid'])).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['not base64', '💥'],
    ['not JSON', Buffer.from('{').toString('base64url')],
    ['no list', packed({ length: 1, 0: id })],
    ['null', packed(null)],
    ['too short', packed([])],
    ['too long', packed([id, id])],
    ['of another type', packed([1])],
    ['with SQL in its id', packed(["' or 1=1 --"])],
    ['with a list for an id', packed([[id]])],
    ['with a NUL', packed([`${id.slice(0, -1)}\0`])],
    ['of more than 500 characters', encodeKey('x'.repeat(500))],
    ['a prototype in disguise', Buffer.from('{"__proto__":[1]}').toString('base64url')],
  ])('is refused when it is %s', (_, cursor) => {
    expect(() => decodeKey(cursor, ['uuid'])).toThrow(InvalidInput);
  });

  it.each([1.5, 1e300, 2_147_483_648, '1', true, null])('is refused with the number %j', (value) => {
    expect(() => decodeKey(packed([value]), ['number'])).toThrow(InvalidInput);
  });

  it.each(['', 'yesterday', '99999-99-99', 'Infinity', 'x'.repeat(41), 7, '2026-01-01T00:00:00+01:00'])(
    'is refused with the time %j',
    (value) => {
      expect(() => decodeKey(packed([value]), ['time'])).toThrow(InvalidInput);
    },
  );

  it('never brings anything else than InvalidInput out of any text', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map(packed),
      fc.array(fc.jsonValue(), { maxLength: 2 }).map(packed),
    );
    fc.assert(
      fc.property(hostile, (cursor) => {
        const outcome = outcomeOf(cursor);
        const isKey = Array.isArray(outcome) && typeof outcome[0] === 'string' && typeof outcome[1] === 'number';
        expect(isKey || outcome instanceof InvalidInput).toBe(true);
      }),
    );
  });
});

it.each([1, 25, 100])('a page may hold %d items', (first) => {
  expect(pageSize(first)).toBe(first);
});

it.each([0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a page of %d items is refused', (first) => {
  expect(() => pageSize(first)).toThrow(InvalidInput);
});

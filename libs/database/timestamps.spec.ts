import fc from 'fast-check';
import pg from 'pg';
import { timestampOf } from './timestamps.js';

const usual = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => unknown;

describe('reading times of PostgreSQL', () => {
  it.each([
    '2026-11-22 00:36:38+00',
    '2026-11-22 00:36:38.1+00',
    '2026-02-28 23:59:59.999999+00',
    '2024-02-29 12:00:00.0625+00',
    '1000-01-01 00:00:00+00',
    '9999-12-31 23:59:59.999+00',
    '2026-11-22 00:36:38.123+02',
    '2026-11-22 00:36:38.5+05:30',
    '0044-03-15 12:00:00+00',
    '0044-03-15 12:00:00+00 BC',
    '12026-11-22 00:36:38+00',
    '1883-11-18 12:03:57+00:53:28',
    'infinity',
    '-infinity',
  ])('reads %s as the usual reader does', (text) => {
    expect(timestampOf(text)).toEqual(usual(text));
  });

  it('reads every time of the years 100 to 9999 to its millisecond', () => {
    const times = fc.date({
      min: new Date('0100-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(times, (time) => {
        const text = `${time.toISOString().replace('T', ' ').slice(0, -1)}+00`;
        expect(timestampOf(text).getTime()).toBe(time.getTime());
      }),
    );
  });
});

import { InvalidWorkingHours } from './invalid-working-hours.error.js';
import { parseWorkingHours } from './parse-working-hours.js';

const window = (weekdays: string[], opens: string, closes: string) => ({ weekdays, opens, closes });
const week = (...windows: unknown[]) => ({ zone: 'Europe/Kyiv', windows });

function refusal(input: unknown): { field: string; reason: string } | undefined {
  try {
    parseWorkingHours(input);
  } catch (error) {
    if (error instanceof InvalidWorkingHours) return { field: error.field, reason: error.reason };
    throw error;
  }
  return undefined;
}

describe('parseWorkingHours', () => {
  it.each(['Europe/Kyiv', 'Etc/GMT-2', 'EET', 'UTC', 'America/Argentina/Buenos_Aires'])(
    '[D5] takes the zone %s',
    (zone) => {
      expect(parseWorkingHours({ zone, windows: [] }).zone).toBe(zone);
    },
  );

  it('[D5] writes the zone in its canonical letter case', () => {
    expect(parseWorkingHours({ zone: 'europe/KYIV', windows: [] }).zone).toBe('Europe/Kyiv');
  });

  it.each(['', 'Mars/Olympus', '+02:00', 'Europe/Kyiv ', 'GMT+2', 7, null])('[D5] refuses the zone %p', (zone) => {
    expect(refusal({ zone, windows: [] })).toEqual({ field: 'zone', reason: 'UNKNOWN_ZONE' });
  });

  it.each(['7:00', '24:00', '25:00', '07:60', '07:00:00', ' 07:00', '', '０７:００', 420])(
    'refuses to open at %p',
    (opens) => {
      expect(refusal(week({ weekdays: ['MON'], opens, closes: '20:00' }))).toEqual({
        field: 'windows[0].opens',
        reason: 'MALFORMED_TIME',
      });
    },
  );

  it('allows 24:00 as closing only', () => {
    expect(refusal(week(window(['MON'], '00:00', '24:00')))).toBeUndefined();
    expect(refusal(week(window(['MON'], '00:00', '24:01')))).toEqual({
      field: 'windows[0].closes',
      reason: 'MALFORMED_TIME',
    });
  });

  it('refuses a window without length', () => {
    expect(refusal(week(window(['TUE'], '10:00', '11:00'), window(['MON'], '09:00', '09:00')))).toEqual({
      field: 'windows[1].closes',
      reason: 'ZERO_LENGTH',
    });
  });

  it.each([
    ['on one day', [window(['MON'], '09:00', '12:00'), window(['MON'], '11:59', '13:00')], 'windows[1]'],
    ['when the second is inside', [window(['MON'], '10:00', '11:00'), window(['MON'], '09:00', '12:00')], 'windows[0]'],
    ['through midnight', [window(['MON'], '07:00', '02:00'), window(['TUE'], '01:59', '03:00')], 'windows[1]'],
    ['from Sunday to Monday', [window(['MON'], '01:00', '03:00'), window(['SUN'], '22:00', '01:01')], 'windows[0]'],
    ['with itself', [window(['MON', 'WED', 'MON'], '09:00', '12:00')], 'windows[0]'],
  ])('refuses windows that overlap %s', (_, windows, field) => {
    expect(refusal(week(...windows))).toEqual({ field, reason: 'OVERLAP' });
  });

  it('allows windows that only touch, through midnight and from Sunday to Monday too', () => {
    expect(
      refusal(
        week(
          window(['MON'], '09:00', '12:00'),
          window(['MON'], '12:00', '02:00'),
          window(['TUE'], '02:00', '03:00'),
          window(['SUN'], '22:00', '09:00'),
        ),
      ),
    ).toBeUndefined();
  });

  it.each(['2026-02-30', '2026-2-3', '01.01.2026', '', 20260101])('refuses the holiday %p', (date) => {
    expect(refusal({ ...week(), holidays: [{ date: '2026-01-01' }, { date }] })).toEqual({
      field: 'holidays[1].date',
      reason: 'MALFORMED_DATE',
    });
  });

  it('refuses the same holiday twice', () => {
    expect(refusal({ ...week(), holidays: [{ date: '2026-01-01' }, { date: '2026-01-01' }] })).toEqual({
      field: 'holidays[1].date',
      reason: 'DUPLICATE_HOLIDAY',
    });
  });

  it('names the window of a holiday that is wrong', () => {
    const holiday = (...windows: unknown[]) => ({ ...week(), holidays: [{ date: '2026-01-01', windows }] });
    expect(refusal(holiday({ opens: '10:00', closes: '10:00' }))).toEqual({
      field: 'holidays[0].windows[0].closes',
      reason: 'ZERO_LENGTH',
    });
    expect(refusal(holiday({ opens: '10:00', closes: '02:00' }, { opens: '23:00', closes: '23:30' }))).toEqual({
      field: 'holidays[0].windows[1]',
      reason: 'OVERLAP',
    });
  });

  it.each([
    [null, '', 'MALFORMED'],
    [{ zone: 'UTC' }, 'windows', 'MALFORMED'],
    [week(window([], '09:00', '10:00')), 'windows[0].weekdays', 'MALFORMED'],
    [week(window(['FUNDAY'], '09:00', '10:00')), 'windows[0].weekdays[0]', 'UNKNOWN_WEEKDAY'],
    [week('09:00'), 'windows[0]', 'MALFORMED'],
    [week(...Array<unknown>(101).fill(window(['MON'], '09:00', '10:00'))), 'windows', 'TOO_MANY'],
    [{ ...week(), holidays: Array<unknown>(1001).fill({ date: '2026-01-01' }) }, 'holidays', 'TOO_MANY'],
  ])('refuses ill-shaped input %#', (input, field, reason) => {
    expect(refusal(input)).toEqual({ field, reason });
  });

  it('knows a week without a gap', () => {
    const all = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
    expect(parseWorkingHours(week(window(all, '07:00', '02:00'), window(all, '02:00', '07:00'))).nonstop).toBe(true);
    expect(parseWorkingHours(week(window(all, '07:00', '02:00'), window(all, '02:01', '07:00'))).nonstop).toBe(false);
  });
});

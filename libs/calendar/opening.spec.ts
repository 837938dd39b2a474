import { isOpenAt, nextChange, nextOpening, openWindowAt } from './opening.js';
import { alwaysOpen, neverOpen, parseWorkingHours } from './parse-working-hours.js';
import { workingMillisBetween } from './working-time.js';
import { WEEKDAYS, type WorkingHoursInput } from './working-hours.js';

const at = (iso: string) => Date.parse(iso);
const iso = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant).toISOString());
const firstLine: Omit<WorkingHoursInput, 'zone'> = {
  windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'], opens: '07:00', closes: '02:00' }],
};

describe('working hours of a first line', () => {
  const fixed = parseWorkingHours({ zone: 'Etc/GMT-2', ...firstLine });
  const kyiv = parseWorkingHours({ zone: 'Europe/Kyiv', ...firstLine });

  it.each([
    ['2026-11-16T04:59:59.999Z', false],
    ['2026-11-16T05:00:00.000Z', true],
    ['2026-11-16T23:59:59.999Z', true],
    ['2026-11-17T00:00:00.000Z', false],
    ['2026-11-20T23:59:59.999Z', true],
    ['2026-11-21T00:00:00.000Z', false],
    ['2026-11-15T23:00:00.000Z', false],
  ])('[R39] Mon–Fri 07:00–02:00 at GMT+02:00 is, at %s, open: %s', (instant, open) => {
    expect(isOpenAt(fixed, at(instant))).toBe(open);
  });

  it('[R39] keeps the Friday window open into Saturday and opens again on Monday', () => {
    const saturdayNight = at('2026-11-20T22:30:00Z');
    expect(nextChange(fixed, saturdayNight)).toEqual({ at: at('2026-11-21T00:00:00Z'), opens: false });
    expect(iso(nextOpening(fixed, saturdayNight))).toBe('2026-11-23T05:00:00.000Z');
    expect(openWindowAt(fixed, saturdayNight)).toEqual({
      start: at('2026-11-20T05:00:00Z'),
      end: at('2026-11-21T00:00:00Z'),
    });
  });

  it('[D5] opens an hour earlier in UTC once the zone is on summer time, but not in a fixed-offset zone', () => {
    const monday = at('2026-03-30T00:30:00Z');
    expect(iso(nextOpening(kyiv, monday))).toBe('2026-03-30T04:00:00.000Z');
    expect(iso(nextOpening(fixed, monday))).toBe('2026-03-30T05:00:00.000Z');
  });

  it('[D5] counts 23 and 25 hours on the days on which the clocks change', () => {
    const daily = parseWorkingHours({
      zone: 'America/New_York',
      windows: [{ weekdays: ['SUN'], opens: '00:00', closes: '24:00' }],
    });
    const hour = 3_600_000;
    expect(workingMillisBetween(daily, at('2026-03-07T00:00:00Z'), at('2026-03-10T00:00:00Z'))).toBe(23 * hour);
    expect(workingMillisBetween(daily, at('2026-10-31T00:00:00Z'), at('2026-11-03T00:00:00Z'))).toBe(25 * hour);
  });

  it('[D5] takes a time that the clocks skip as the moment of the jump, and one shown twice as its first showing', () => {
    const night = parseWorkingHours({
      zone: 'America/New_York',
      windows: [{ weekdays: ['SUN'], opens: '01:30', closes: '02:30' }],
    });
    const spring = openWindowAt(night, at('2026-03-08T06:45:00Z'));
    expect([iso(spring?.start), iso(spring?.end)]).toEqual(['2026-03-08T06:30:00.000Z', '2026-03-08T07:00:00.000Z']);
    const autumn = openWindowAt(night, at('2026-11-01T06:45:00Z'));
    expect([iso(autumn?.start), iso(autumn?.end)]).toEqual(['2026-11-01T05:30:00.000Z', '2026-11-01T07:30:00.000Z']);
  });

  it('drops a window that lies wholly in the skipped hour', () => {
    const skipped = parseWorkingHours({
      zone: 'America/New_York',
      windows: [{ weekdays: ['SUN'], opens: '02:10', closes: '02:50' }],
    });
    expect(iso(nextOpening(skipped, at('2026-03-07T12:00:00Z')))).toBe('2026-03-15T06:10:00.000Z');
  });
});

describe('holidays', () => {
  const hours = parseWorkingHours({
    zone: 'Europe/Kyiv',
    ...firstLine,
    holidays: [{ date: '2026-12-25' }, { date: '2026-12-31', windows: [{ opens: '10:00', closes: '14:00' }] }],
  });

  it('lets the window of the day before run out, then stays closed for the date', () => {
    expect(nextChange(hours, at('2026-12-24T23:00:00Z'))).toEqual({ at: at('2026-12-25T00:00:00Z'), opens: false });
    expect(iso(nextOpening(hours, at('2026-12-25T00:00:00Z')))).toBe('2026-12-28T05:00:00.000Z');
  });

  it('uses the other windows of the date', () => {
    expect(openWindowAt(hours, at('2026-12-31T08:00:00Z'))).toEqual({
      start: at('2026-12-31T08:00:00Z'),
      end: at('2026-12-31T12:00:00Z'),
    });
  });

  it('closes an otherwise nonstop desk, however far away the date is', () => {
    const nonstop = parseWorkingHours({
      zone: 'UTC',
      windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'], opens: '00:00', closes: '24:00' }],
      holidays: [{ date: '2400-01-01' }],
    });
    expect(nextChange(nonstop, at('2026-01-01T00:00:00Z'))).toEqual({ at: at('2400-01-01T00:00:00Z'), opens: false });
    expect(openWindowAt(nonstop, at('2400-01-02T12:00:00Z'))).toEqual({
      start: at('2400-01-02T00:00:00Z'),
      end: Infinity,
    });
  });

  it('finds the one opening of a desk that works on a single special date', () => {
    const once = parseWorkingHours({
      zone: 'UTC',
      windows: [],
      holidays: [{ date: '2300-05-05', windows: [{ opens: '09:00', closes: '10:00' }] }],
    });
    expect(iso(nextOpening(once, at('2026-01-01T00:00:00Z')))).toBe('2300-05-05T09:00:00.000Z');
    expect(nextOpening(once, at('2300-05-05T09:00:00Z'))).toBeUndefined();
  });
});

describe('a nonstop week whose windows do not start at midnight', () => {
  const weekdays = [...WEEKDAYS];
  const hours = parseWorkingHours({
    zone: 'UTC',
    windows: [
      { weekdays, opens: '00:13', closes: '12:13' },
      { weekdays, opens: '12:13', closes: '00:13' },
    ],
    holidays: [{ date: '2026-03-10' }],
  });

  it('never began before its holiday and never ends after it', () => {
    expect(openWindowAt(hours, at('2026-03-10T00:04:00Z'))).toEqual({
      start: -Infinity,
      end: at('2026-03-10T00:13:00Z'),
    });
    expect(openWindowAt(hours, at('2026-03-20T00:04:00Z'))).toEqual({
      start: at('2026-03-11T00:13:00Z'),
      end: Infinity,
    });
  });
});

describe('the two extremes', () => {
  const now = at('2026-11-21T12:00:00Z');

  it('has no change, no opening and no edges when always open', () => {
    const hours = alwaysOpen('Europe/Kyiv');
    expect(isOpenAt(hours, now)).toBe(true);
    expect(nextChange(hours, now)).toBeUndefined();
    expect(nextOpening(hours, now)).toBeUndefined();
    expect(openWindowAt(hours, now)).toEqual({ start: -Infinity, end: Infinity });
  });

  it('has no change and no opening when never open', () => {
    const hours = neverOpen();
    expect(isOpenAt(hours, now)).toBe(false);
    expect(nextChange(hours, now)).toBeUndefined();
    expect(nextOpening(hours, now)).toBeUndefined();
    expect(openWindowAt(hours, now)).toBeUndefined();
  });

  it('refuses an instant that is not one', () => {
    for (const instant of [NaN, Infinity, -Infinity, 9e15]) {
      expect(() => isOpenAt(alwaysOpen(), instant)).toThrow(RangeError);
      expect(() => nextChange(neverOpen(), instant)).toThrow(RangeError);
    }
  });
});

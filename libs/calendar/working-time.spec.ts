import { alwaysOpen, neverOpen, parseWorkingHours } from './parse-working-hours.js';
import { MAX_WORKING_AMOUNT_MS, addWorkingMillis, workingMillisBetween } from './working-time.js';

const at = (iso: string) => Date.parse(iso);
const HOUR = 3_600_000;
const office = parseWorkingHours({
  zone: 'Etc/GMT-2',
  windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'], opens: '07:00', closes: '02:00' }],
});

describe('workingMillisBetween', () => {
  it('[R39] counts Friday night into Saturday and skips the week-end', () => {
    expect(workingMillisBetween(office, at('2026-11-20T22:00:00Z'), at('2026-11-23T06:00:00Z'))).toBe(3 * HOUR);
  });

  it('is 0 for an empty, reversed or closed span', () => {
    const noon = at('2026-11-20T12:00:00Z');
    expect(workingMillisBetween(office, noon, noon)).toBe(0);
    expect(workingMillisBetween(office, noon, noon - HOUR)).toBe(0);
    expect(workingMillisBetween(neverOpen(), noon, noon + 1000 * HOUR)).toBe(0);
    expect(workingMillisBetween(alwaysOpen(), noon, noon + 1000 * HOUR)).toBe(1000 * HOUR);
  });

  it('counts a decade of weeks', () => {
    const years = workingMillisBetween(office, at('2018-01-01T00:00:00Z'), at('2028-01-03T00:00:00Z'));
    expect(years).toBe(522 * 5 * 19 * HOUR);
  });
});

describe('addWorkingMillis', () => {
  it('ends at the closing when the amount is used up there, and one millisecond later after the next opening', () => {
    const from = at('2026-11-20T22:00:00Z');
    expect(addWorkingMillis(office, from, 2 * HOUR)).toBe(at('2026-11-21T00:00:00Z'));
    expect(addWorkingMillis(office, from, 2 * HOUR + 1)).toBe(at('2026-11-23T05:00:00.001Z'));
  });

  it('starts to count at the next opening when it is closed', () => {
    expect(addWorkingMillis(office, at('2026-11-21T12:00:00Z'), 4 * HOUR)).toBe(at('2026-11-23T09:00:00Z'));
  });

  it('gives the instant itself for 0', () => {
    const saturday = at('2026-11-21T12:00:00Z');
    expect(addWorkingMillis(office, saturday, 0)).toBe(saturday);
    expect(addWorkingMillis(neverOpen(), saturday, 0)).toBe(saturday);
  });

  it('is undefined when the calendar never holds so much', () => {
    const once = parseWorkingHours({
      zone: 'UTC',
      windows: [],
      holidays: [{ date: '2026-05-05', windows: [{ opens: '09:00', closes: '10:00' }] }],
    });
    expect(addWorkingMillis(once, at('2026-01-01T00:00:00Z'), HOUR)).toBe(at('2026-05-05T10:00:00Z'));
    expect(addWorkingMillis(once, at('2026-01-01T00:00:00Z'), HOUR + 1)).toBeUndefined();
    expect(addWorkingMillis(neverOpen(), at('2026-01-01T00:00:00Z'), 1)).toBeUndefined();
  });

  it('refuses an amount out of range', () => {
    for (const amount of [-1, NaN, Infinity, MAX_WORKING_AMOUNT_MS + 1]) {
      expect(() => addWorkingMillis(office, 0, amount)).toThrow(RangeError);
    }
    expect(addWorkingMillis(alwaysOpen(), 0, MAX_WORKING_AMOUNT_MS)).toBe(MAX_WORKING_AMOUNT_MS);
  });
});

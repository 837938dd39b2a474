import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { InvalidWorkingHours, type InvalidWorkingHoursReason } from './invalid-working-hours.error.js';
import { WEEKDAYS, type DayWindow, type WindowInput, type WorkingHours } from './working-hours.js';

const MINUTES_PER_DAY = 24 * 60;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;
const MAX_WINDOWS = 100;
const MAX_HOLIDAYS = 1000;

const reason = (code: InvalidWorkingHoursReason) => code;
const windowShape = {
  opens: z.string(reason('MALFORMED_TIME')).regex(/^([01]\d|2[0-3]):[0-5]\d$/, reason('MALFORMED_TIME')),
  closes: z.string(reason('MALFORMED_TIME')).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, reason('MALFORMED_TIME')),
};
const shape = z.object({
  zone: z.string(reason('UNKNOWN_ZONE')),
  windows: z
    .array(
      z.object({
        weekdays: z.array(z.enum(WEEKDAYS, reason('UNKNOWN_WEEKDAY')), reason('MALFORMED')).min(1, reason('MALFORMED')),
        ...windowShape,
      }),
      reason('MALFORMED'),
    )
    .max(MAX_WINDOWS, reason('TOO_MANY')),
  holidays: z
    .array(
      z.object({
        date: z.iso.date(reason('MALFORMED_DATE')),
        windows: z.array(z.object(windowShape), reason('MALFORMED')).max(MAX_WINDOWS, reason('TOO_MANY')).optional(),
      }),
      reason('MALFORMED'),
    )
    .max(MAX_HOLIDAYS, reason('TOO_MANY'))
    .optional(),
});

/**
 * Checks a description of working hours (see `WorkingHoursInput`; at most 100 windows per list and 1000 holidays).
 * Windows of the ordinary week must not overlap, through midnight and from Sunday to Monday included; touching is fine.
 * Windows of one holiday must not overlap each other.
 * @throws InvalidWorkingHours with the path of the first value that is wrong.
 */
export function parseWorkingHours(input: unknown): WorkingHours {
  const parsed = shape.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InvalidWorkingHours(fieldPath(issue?.path ?? []), asReason(issue?.message));
  }
  const { windows, holidays = [] } = parsed.data;
  const zone = canonicalZone(parsed.data.zone);
  const week: DayWindow[][] = WEEKDAYS.map(() => []);
  const placed: Placed[] = [];
  windows.forEach((window, index) => {
    const field = `windows[${index}]`;
    const minutes = toMinutes(window, field);
    for (const weekday of window.weekdays) {
      const day = WEEKDAYS.indexOf(weekday);
      week[day]?.push(minutes);
      placed.push({ start: day * MINUTES_PER_DAY + minutes.opens, length: minutes.closes - minutes.opens, field });
    }
  });
  refuseOverlap(placed, MINUTES_PER_WEEK);
  week.forEach(sortByOpening);
  const special = parseHolidays(holidays);
  return {
    zone,
    week,
    holidays: special,
    holidayDays: [...special.keys()].sort((a, b) => a - b),
    nonstop: placed.reduce((sum, window) => sum + window.length, 0) === MINUTES_PER_WEEK,
  };
}

/** Working hours without a closing. @throws InvalidWorkingHours for an unknown zone. */
export function alwaysOpen(zone = 'UTC'): WorkingHours {
  return parseWorkingHours({ zone, windows: [{ weekdays: [...WEEKDAYS], opens: '00:00', closes: '24:00' }] });
}

/** Working hours without an opening. @throws InvalidWorkingHours for an unknown zone. */
export function neverOpen(zone = 'UTC'): WorkingHours {
  return parseWorkingHours({ zone, windows: [] });
}

interface Placed {
  readonly start: number;
  readonly length: number;
  readonly field: string;
}

function parseHolidays(holidays: ReadonlyArray<{ date: string; windows?: readonly WindowInput[] | undefined }>) {
  const days = new Map<number, DayWindow[]>();
  holidays.forEach(({ date, windows = [] }, index) => {
    const day = Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
    if (days.has(day)) throw new InvalidWorkingHours(`holidays[${index}].date`, 'DUPLICATE_HOLIDAY');
    const minutes = windows.map((window, at) => toMinutes(window, `holidays[${index}].windows[${at}]`));
    refuseOverlap(
      minutes.map(({ opens, closes }, at) => ({
        start: opens,
        length: closes - opens,
        field: `holidays[${index}].windows[${at}]`,
      })),
    );
    days.set(day, sortByOpening(minutes));
  });
  return days;
}

/** With `cycle`, time wraps around: the last window of the week may run into the first. */
function refuseOverlap(windows: readonly Placed[], cycle?: number): void {
  const sorted = windows.toSorted((a, b) => a.start - b.start);
  sorted.forEach((window, at) => {
    const following = sorted[at + 1];
    const first = sorted[0];
    const nextStart = following?.start ?? (cycle !== undefined && first ? first.start + cycle : Infinity);
    if (window.start + window.length > nextStart) {
      throw new InvalidWorkingHours((following ?? first ?? window).field, 'OVERLAP');
    }
  });
}

function toMinutes(window: WindowInput, field: string): DayWindow {
  const opens = minuteOf(window.opens);
  const closes = minuteOf(window.closes);
  if (opens === closes) throw new InvalidWorkingHours(`${field}.closes`, 'ZERO_LENGTH');
  return { opens, closes: closes < opens ? closes + MINUTES_PER_DAY : closes };
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function sortByOpening(windows: DayWindow[]): DayWindow[] {
  return windows.sort((a, b) => a.opens - b.opens);
}

function canonicalZone(zone: string): string {
  // Offsets such as "+02:00" would pass as zones below; a fixed offset has an IANA name (Etc/GMT-2).
  if (!/^[A-Za-z]/.test(zone)) throw new InvalidWorkingHours('zone', 'UNKNOWN_ZONE');
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
  } catch {
    throw new InvalidWorkingHours('zone', 'UNKNOWN_ZONE');
  }
}

const OWN_REASONS: ReadonlySet<string> = new Set<InvalidWorkingHoursReason>([
  'TOO_MANY',
  'UNKNOWN_ZONE',
  'UNKNOWN_WEEKDAY',
  'MALFORMED_TIME',
  'MALFORMED_DATE',
]);

function asReason(message: string | undefined): InvalidWorkingHoursReason {
  return message !== undefined && OWN_REASONS.has(message) ? (message as InvalidWorkingHoursReason) : 'MALFORMED';
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, step) => {
    if (typeof step === 'number') return `${field}[${step}]`;
    return field ? `${field}.${String(step)}` : String(step);
  }, '');
}

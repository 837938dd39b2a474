import { checkInstant, dayNotAfter, dayNotBefore, windowsOfDay, type OpenWindow } from './local-days.js';
import { stretchEnd, stretchStart } from './stretch.js';
import type { WorkingHours } from './working-hours.js';

export type { OpenWindow } from './local-days.js';

/** `opens` tells which way the door moves at the instant `at` (ms since the epoch). */
export interface OpeningChange {
  readonly at: number;
  readonly opens: boolean;
}

/** Whether the instant (ms since the epoch, years 1 to 9999) lies in working hours. @throws RangeError for another instant. */
export function isOpenAt(hours: WorkingHours, instant: number): boolean {
  checkInstant(instant);
  // A window may have opened on the day before the local day.
  for (let day = dayNotBefore(instant); day >= dayNotAfter(instant) - 1; day--) {
    if (windowsOfDay(hours, day).some(({ start, end }) => start <= instant && instant < end)) return true;
  }
  return false;
}

/**
 * The whole stretch of open time around the instant; windows that touch or overlap are one stretch.
 * `start` is -Infinity and `end` Infinity when it never began or never ends; `undefined` when closed.
 * @throws RangeError for an instant outside the years 1 to 9999.
 */
export function openWindowAt(hours: WorkingHours, instant: number): OpenWindow | undefined {
  if (!isOpenAt(hours, instant)) return undefined;
  return { start: stretchStart(hours, instant), end: stretchEnd(hours, instant) };
}

/**
 * The first opening strictly after the instant; `undefined` when there is none.
 * @throws RangeError for an instant outside the years 1 to 9999.
 */
export function nextOpening(hours: WorkingHours, instant: number): number | undefined {
  const closed = isOpenAt(hours, instant) ? stretchEnd(hours, instant) : instant;
  return closed === Infinity ? undefined : firstStartAfter(hours, closed);
}

/**
 * The next closing (when open) or opening (when closed), strictly after the instant; `undefined` when nothing changes any more.
 * @throws RangeError for an instant outside the years 1 to 9999.
 */
export function nextChange(hours: WorkingHours, instant: number): OpeningChange | undefined {
  const opens = !isOpenAt(hours, instant);
  const at = opens ? firstStartAfter(hours, instant) : stretchEnd(hours, instant);
  return at === undefined || at === Infinity ? undefined : { at, opens };
}

/** Days of silence after which a week with windows has surely shown one, a calendar date skipped by its zone included. */
const LONGEST_WAIT_DAYS = 16;

function firstStartAfter(hours: WorkingHours, instant: number): number | undefined {
  const emptyWeek = hours.week.every((windows) => windows.length === 0);
  const lastDay = Math.max(dayNotBefore(instant), hours.holidayDays.at(-1) ?? -Infinity) + LONGEST_WAIT_DAYS;
  for (let day = dayNotAfter(instant); day <= lastDay; day++) {
    if (emptyWeek) {
      const special = hours.holidayDays.find((candidate) => candidate >= day);
      if (special === undefined) return undefined;
      day = special;
    }
    const next = windowsOfDay(hours, day).find(({ start }) => start > instant);
    if (next) return next.start;
  }
  return undefined;
}

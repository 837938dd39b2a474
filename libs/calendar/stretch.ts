import { dayNotAfter, dayNotBefore, earliestStart, instantOfLocal, latestEnd, windowsOfDay } from './local-days.js';
import type { WorkingHours } from './working-hours.js';

/** End (ms) of the open stretch around an instant that is open; Infinity when it never ends. */
export function stretchEnd(hours: WorkingHours, openInstant: number): number {
  let end = openInstant;
  for (let day = dayNotAfter(openInstant) - 1; earliestStart(day) <= end; day++) {
    // A nonstop week is closed by a holiday only: go there at once. The day before must be an ordinary one too, it runs into this.
    if (hours.nonstop && !hours.holidays.has(day - 1) && end >= instantOfLocal(hours.zone, day, 0)) {
      const holiday = hours.holidayDays.find((candidate) => candidate >= day);
      if (holiday === undefined) return Infinity;
      if (holiday > day) {
        end = Math.max(end, instantOfLocal(hours.zone, holiday, 0));
        day = holiday - 1;
      }
    }
    for (const window of windowsOfDay(hours, day)) {
      if (window.start > end) return end;
      end = Math.max(end, window.end);
    }
  }
  return end;
}

/** Start (ms) of the open stretch around an instant that is open; -Infinity when it never began. */
export function stretchStart(hours: WorkingHours, openInstant: number): number {
  let start = openInstant;
  for (let day = dayNotBefore(openInstant); latestEnd(day) >= start; day--) {
    const windows = windowsOfDay(hours, day);
    if (hours.nonstop && windows.some(({ end }) => end >= start)) {
      const holiday = hours.holidayDays.findLast((candidate) => candidate <= day);
      if (holiday === undefined) return -Infinity;
      // The morning after a holiday may lack the night window that the holiday did not have.
      if (holiday + 2 <= day) {
        start = Math.min(start, instantOfLocal(hours.zone, holiday + 2, 0));
        day = holiday + 1;
      }
    }
    for (const window of windowsOfDay(hours, day).toReversed()) {
      if (window.end >= start) start = Math.min(start, window.start);
    }
  }
  return start;
}

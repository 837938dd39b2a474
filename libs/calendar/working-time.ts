import { checkInstant } from './local-days.js';
import { isOpenAt, nextOpening } from './opening.js';
import { stretchEnd } from './stretch.js';
import type { WorkingHours } from './working-hours.js';

/** The longest amount `addWorkingMillis` takes: 366 days of working time. */
export const MAX_WORKING_AMOUNT_MS = 366 * 86_400_000;

/**
 * Working time in ms from `from` (included) to `until` (excluded); 0 when `until` is not later than `from`.
 * @throws RangeError for an instant outside the years 1 to 9999.
 */
export function workingMillisBetween(hours: WorkingHours, from: number, until: number): number {
  checkInstant(from);
  checkInstant(until);
  let sum = 0;
  for (const stretch of stretchesFrom(hours, from)) {
    if (stretch.start >= until) break;
    sum += Math.min(stretch.end, until) - stretch.start;
    if (stretch.end >= until) break;
  }
  return sum;
}

/**
 * The first instant, not before `from`, at which `amount` ms of working time have passed since `from`; `from` itself for 0.
 * An amount that is used up exactly at a closing ends at that closing. `undefined` when the calendar never holds so much.
 * @throws RangeError for an amount below 0 or above MAX_WORKING_AMOUNT_MS, or an instant outside the years 1 to 9999.
 */
export function addWorkingMillis(hours: WorkingHours, from: number, amount: number): number | undefined {
  checkInstant(from);
  if (!(amount >= 0 && amount <= MAX_WORKING_AMOUNT_MS)) {
    throw new RangeError(`Working time ${amount} is not within 0 and ${MAX_WORKING_AMOUNT_MS} ms.`);
  }
  if (amount === 0) return from;
  let left = amount;
  for (const stretch of stretchesFrom(hours, from)) {
    if (stretch.end - stretch.start >= left) return stretch.start + left;
    left -= stretch.end - stretch.start;
  }
  return undefined;
}

function* stretchesFrom(hours: WorkingHours, from: number): Generator<{ start: number; end: number }> {
  let start = isOpenAt(hours, from) ? from : nextOpening(hours, from);
  while (start !== undefined) {
    const end = stretchEnd(hours, start);
    yield { start, end };
    if (end === Infinity) return;
    start = nextOpening(hours, end);
  }
}

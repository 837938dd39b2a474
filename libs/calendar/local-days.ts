import { Temporal } from 'temporal-polyfill';
import { weekdayOf, type WorkingHours } from './working-hours.js';

export const DAY_MS = 86_400_000;
/** No zone, present or past, is further than this from UTC. */
const WIDEST_OFFSET_MS = 16 * 3_600_000;
/** About eleven years of days; then the cache of one calendar starts afresh. */
const CACHED_DAYS = 4096;
/** Instants outside the years 1 to 9999 are refused: nobody works then, and walks stay bounded. */
const MIN_INSTANT = Date.parse('0001-01-01T00:00:00Z');
const MAX_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/** Instants in ms since the epoch; start included, end excluded. */
export interface OpenWindow {
  readonly start: number;
  readonly end: number;
}

const resolvedDays = new WeakMap<WorkingHours, Map<number, readonly OpenWindow[]>>();

/**
 * The windows that open on one local day, as instants, ascending.
 * Days follow each other in order: no window of a day starts before any window of the day before.
 */
export function windowsOfDay(hours: WorkingHours, day: number): readonly OpenWindow[] {
  let days = resolvedDays.get(hours);
  if (!days) resolvedDays.set(hours, (days = new Map<number, readonly OpenWindow[]>()));
  const known = days.get(day);
  if (known) return known;
  const resolved = (hours.holidays.get(day) ?? hours.week[weekdayOf(day)] ?? [])
    .map(({ opens, closes }) => ({
      start: instantOfLocal(hours.zone, day, opens),
      end: instantOfLocal(hours.zone, day, closes),
    }))
    // A window that lies wholly in the hour that the clocks skip does not happen.
    .filter(({ start, end }) => end > start);
  if (days.size >= CACHED_DAYS) days.clear();
  days.set(day, resolved);
  return resolved;
}

/**
 * The first instant at which the clock of the zone shows the given local time or has jumped past it. So a time that the
 * clocks skip in spring is the moment of the jump, and a time that they show twice in autumn is its first showing.
 */
export function instantOfLocal(zone: string, day: number, minutes: number): number {
  const local = new Date(day * DAY_MS + minutes * 60_000);
  const wanted = new Temporal.PlainDateTime(
    local.getUTCFullYear(),
    local.getUTCMonth() + 1,
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
  );
  const zoned = wanted.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(wanted)) return zoned.epochMilliseconds;
  return (zoned.getTimeZoneTransition('next') ?? zoned).epochMilliseconds;
}

/** A local day number that is certainly not after the local day of the instant. */
export function dayNotAfter(instant: number): number {
  return Math.floor((instant - WIDEST_OFFSET_MS) / DAY_MS);
}

/** A local day number that is certainly not before the local day of the instant. */
export function dayNotBefore(instant: number): number {
  return Math.floor((instant + WIDEST_OFFSET_MS) / DAY_MS);
}

/** No window of the local day starts before this instant. */
export function earliestStart(day: number): number {
  return day * DAY_MS - WIDEST_OFFSET_MS;
}

/** No window of the local day ends after this instant; it may run through the following day. */
export function latestEnd(day: number): number {
  return (day + 2) * DAY_MS + WIDEST_OFFSET_MS;
}

/** @throws RangeError unless it is a number of ms within the years 1 to 9999. */
export function checkInstant(instant: number): void {
  if (!(instant >= MIN_INSTANT && instant <= MAX_INSTANT)) {
    throw new RangeError(`Instant ${instant} is not within the years 1 to 9999.`);
  }
}

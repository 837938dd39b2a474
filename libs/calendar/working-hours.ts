/** Days of the week in ISO 8601 order, Monday first. */
export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Opening and closing as local `HH:MM`. A closing that is not later than the opening falls on the next day (`07:00`–`02:00`);
 * `24:00` is the end of the day and only allowed as closing. Opening included, closing excluded.
 */
export interface WindowInput {
  readonly opens: string;
  readonly closes: string;
}

/**
 * Working hours as people write them and as they are stored (plain JSON).
 * Each window belongs to the day on which it opens. A holiday replaces every window that opens on its date; a window of the
 * day before that runs past midnight is kept to its end. No windows = never open; all seven days `00:00`–`24:00` = always open.
 */
export interface WorkingHoursInput {
  /** IANA zone name such as `Europe/Kyiv` or the fixed `Etc/GMT-2` (= UTC+02:00); any letter case. */
  readonly zone: string;
  readonly windows: ReadonlyArray<WindowInput & { readonly weekdays: readonly Weekday[] }>;
  /** `date` is `YYYY-MM-DD` in the zone; without `windows` the day is closed. */
  readonly holidays?: ReadonlyArray<{ readonly date: string; readonly windows?: readonly WindowInput[] }>;
}

/** Minutes after local midnight of the day on which the window opens; `closes` may reach 2879 (next day 23:59). */
export interface DayWindow {
  readonly opens: number;
  readonly closes: number;
}

/** Checked working hours; made only by `parseWorkingHours`. Immutable; keep and reuse the object, resolved days are cached with it. */
export interface WorkingHours {
  readonly zone: string;
  /** Index 0 is Monday. */
  readonly week: ReadonlyArray<readonly DayWindow[]>;
  /** Keyed by local day number (days since 1970-01-01). */
  readonly holidays: ReadonlyMap<number, readonly DayWindow[]>;
  /** Keys of `holidays`, ascending. */
  readonly holidayDays: readonly number[];
  /** Whether the ordinary week leaves no minute closed. */
  readonly nonstop: boolean;
}

/** Weekday index (0 = Monday) of a local day number. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

export { InvalidWorkingHours, type InvalidWorkingHoursReason } from './invalid-working-hours.error.js';
export { WEEKDAYS, type Weekday, type WorkingHours, type WorkingHoursInput } from './working-hours.js';
export { parseWorkingHours, alwaysOpen, neverOpen } from './parse-working-hours.js';
export { isOpenAt, openWindowAt, nextOpening, nextChange, type OpenWindow, type OpeningChange } from './opening.js';
export { workingMillisBetween, addWorkingMillis, MAX_WORKING_AMOUNT_MS } from './working-time.js';

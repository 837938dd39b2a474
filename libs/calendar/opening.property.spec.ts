import fc from 'fast-check';
import { isOpenAt, nextChange, nextOpening, openWindowAt } from './opening.js';
import { parseWorkingHours } from './parse-working-hours.js';
import { WEEKDAYS, type WindowInput, type WorkingHoursInput } from './working-hours.js';
import { addWorkingMillis, workingMillisBetween } from './working-time.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Twelve days of a zone's wall clock, minute by minute, asked from the platform's formatter. */
interface ClockTape {
  readonly zone: string;
  readonly from: number;
  /** The furthest local day (as UTC midnight) and time shown so far: a desk does not reopen because the clock is set back. */
  readonly minutes: ReadonlyArray<{ readonly today: number; readonly clock: string }>;
}

function recordClock(zone: string, fromIso: string, days = 12): ClockTape {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const from = Date.parse(fromIso);
  let furthest = -Infinity;
  const minutes = Array.from({ length: days * 1440 }, (_, index) => {
    const [date = '', time = ''] = format.format(from + index * MINUTE).split(', ');
    const [day = 0, month = 0, year = 0] = date.split('/').map(Number);
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    furthest = Math.max(furthest, Date.UTC(year, month - 1, day, hour, minute));
    const today = Math.floor(furthest / DAY) * DAY;
    return { today, clock: hhmm((furthest - today) / MINUTE) };
  });
  return { zone, from, minutes };
}

/** For each minute of the tape: is the desk open? Written down the slow and obvious way. */
function openMinutes(tape: ClockTape, input: WorkingHoursInput): boolean[] {
  const holidays = new Map(input.holidays?.map(({ date, windows }) => [date, windows ?? []]));
  const opening = (day: number): readonly WindowInput[] =>
    holidays.get(new Date(day).toISOString().slice(0, 10)) ??
    input.windows.filter(({ weekdays }) =>
      weekdays.some((name) => WEEKDAYS.indexOf(name) === (new Date(day).getUTCDay() + 6) % 7),
    );
  const lists = new Map<number, readonly WindowInput[]>();
  const windowsOn = (day: number) => lists.get(day) ?? lists.set(day, opening(day)).get(day) ?? [];
  return tape.minutes.map(({ today, clock }) => {
    return (
      windowsOn(today).some((w) => w.opens <= clock && (w.closes <= w.opens || clock < w.closes)) ||
      windowsOn(today - DAY).some((w) => w.closes <= w.opens && clock < w.closes)
    );
  });
}

const hhmm = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Random weeks (windows over midnight and over Sunday, touching windows, weeks without a gap) with random holidays on the tape. */
function anyHours(tape: ClockTape): fc.Arbitrary<WorkingHoursInput> {
  const windows = fc
    .record({
      cuts: fc.uniqueArray(fc.integer({ min: 0, max: 7 * 96 - 1 }), { maxLength: 16 }),
      nonstop: fc.boolean(),
      shift: fc.integer({ min: 0, max: 14 }),
    })
    .map(({ cuts, nonstop, shift }) => {
      // A cut at least every twelve hours keeps each window shorter than a day.
      const all = nonstop ? [...new Set([...cuts, ...Array.from({ length: 14 }, (_, index) => index * 48)])] : cuts;
      const sorted = all.toSorted((a, b) => a - b).map((quarter) => quarter * 15 + shift);
      return sorted.flatMap((start, index) => {
        if (!nonstop && index % 2 === 1) return [];
        const end = sorted[index + 1] ?? (nonstop ? (sorted[0] ?? 0) + 10_080 : start + 15);
        return [window(start, Math.min(end, start + 1439))];
      });
    });
  const holidays = fc.uniqueArray(
    fc.record(
      {
        date: fc
          .integer({ min: 0, max: 12 })
          .map((day) => new Date((tape.minutes[0]?.today ?? 0) + day * DAY).toISOString().slice(0, 10)),
        windows: fc
          .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1439 }))
          .map(([start, length]) => [{ opens: hhmm(start), closes: hhmm((start + length) % 1440) }]),
      },
      { requiredKeys: ['date'] },
    ),
    { maxLength: 3, selector: ({ date }) => date },
  );
  return fc.record({ zone: fc.constant(tape.zone), windows, holidays });
}

function window(start: number, end: number): WorkingHoursInput['windows'][number] {
  const closes = end % 1440 === 0 && Math.floor(start / 1440) + 1 === end / 1440 ? '24:00' : hhmm(end % 1440);
  return { weekdays: [WEEKDAYS[Math.floor(start / 1440) % 7] ?? 'MON'], opens: hhmm(start % 1440), closes };
}

const iso = (instant: number) => new Date(instant).toISOString();
const firstLine: Omit<WorkingHoursInput, 'zone'> = {
  windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'], opens: '07:00', closes: '02:00' }],
};

describe('against a minute-by-minute clock', () => {
  const tapes: ClockTape[] = [
    recordClock('Europe/Kyiv', '2026-03-23T00:00:00Z'),
    recordClock('Europe/Kyiv', '2026-10-19T00:00:00Z'),
    recordClock('America/New_York', '2026-03-02T00:00:00Z'),
    recordClock('America/New_York', '2026-10-26T00:00:00Z'),
    recordClock('Etc/GMT-2', '2026-03-23T00:00:00Z'),
    recordClock('Australia/Lord_Howe', '2026-03-30T00:00:00Z'),
    recordClock('Asia/Beirut', '2026-10-19T00:00:00Z'),
    recordClock('Pacific/Apia', '2011-12-24T00:00:00Z'),
  ];
  /** The high-water clock needs a run-up, and searches need room. */
  const FIRST = 2 * 1440;

  /** Every way in which the library's answers differ from the tape's; searches whose answer lies off the tape are left out. */
  function disagreements(tape: ClockTape, input: WorkingHoursInput, probes: readonly number[]): string[] {
    const hours = parseWorkingHours(input);
    const open = openMinutes(tape, input);
    const time = (minute: number) => tape.from + minute * MINUTE;
    const found: string[] = [];
    const compare = (what: string, minute: number, got: number | boolean | undefined, wanted: number | boolean) => {
      if (got !== wanted) found.push(`${what} at ${iso(time(minute))}: ${String(got)} instead of ${String(wanted)}`);
    };
    for (let minute = FIRST; minute < open.length; minute++) {
      compare('open', minute, isOpenAt(hours, time(minute)), open[minute] ?? false);
    }
    for (const probe of probes) {
      const now = open[probe] ?? false;
      const change = nextChange(hours, time(probe));
      const stretch = openWindowAt(hours, time(probe));
      const changesAt = open.findIndex((value, minute) => minute > probe && value !== now);
      const opensAt = open.findIndex((value, minute) => minute > probe && value && !open[minute - 1]);
      const closedBefore = open.findLastIndex((value, minute) => minute < probe && !value);
      compare('stretch', probe, stretch !== undefined, now);
      if (changesAt >= 0) {
        compare('change', probe, change?.at, time(changesAt));
        compare('change opens', probe, change?.opens, !now);
        if (stretch) compare('stretch end', probe, stretch.end, time(changesAt));
      } else {
        compare('change off the tape', probe, (change?.at ?? Infinity) >= time(open.length), true);
      }
      if (opensAt >= 0) compare('opening', probe, nextOpening(hours, time(probe)), time(opensAt));
      if (stretch && closedBefore >= FIRST) compare('stretch start', probe, stretch.start, time(closedBefore + 1));

      const until = open.length - 1;
      const worked = open.slice(probe, until).filter(Boolean).length;
      compare('worked', probe, workingMillisBetween(hours, time(probe), time(until)), worked * MINUTE);
      const half = Math.ceil(worked / 2);
      let count = 0;
      const last = open.findIndex((value, minute) => minute >= probe && value && ++count === half);
      if (half > 0) compare('added', probe, addWorkingMillis(hours, time(probe), half * MINUTE), time(last + 1));
    }
    return found.slice(0, 5);
  }

  it.each(tapes.map((tape) => [tape.zone, iso(tape.from), tape] as const))(
    '[D5] [R39] agrees for Mon–Fri 07:00–02:00 in %s from %s on',
    (zone, _, tape) => {
      expect(disagreements(tape, { zone, ...firstLine }, [FIRST, 5000, 7777, 9001, 12_345])).toEqual([]);
    },
  );

  it.each(tapes.map((tape) => [tape.zone, iso(tape.from), tape] as const))(
    '[D5] agrees for any week with any holidays in %s from %s on',
    (_zone, _from, tape) => {
      const probes = fc.array(fc.integer({ min: FIRST, max: 11 * 1440 }), { minLength: 3, maxLength: 6 });
      fc.assert(
        fc.property(anyHours(tape), probes, (input, minutes) =>
          expect(disagreements(tape, input, minutes)).toEqual([]),
        ),
        { numRuns: 25 },
      );
    },
  );
});

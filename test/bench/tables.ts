import type { Outcome } from './contest.js';
import type { FanOut } from './fan-out.js';
import type { HandlerStart } from './handler-start.js';
import type { Verdict } from './goals.js';

/** Rows of texts, the first of which are the heads. */
type Table = readonly (readonly string[])[];

/** A number with as many digits as tell something. */
export const short = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The figures of a scenario, one server a row. */
export function tableOf({ figures }: Outcome): Table {
  const rows = Object.entries(figures).map(([name, f]) => [
    name,
    short(f.perSecond),
    short(f.p50),
    short(f.p99),
    short(f.node),
    short(f.postgres),
    short(f.node + f.postgres),
    ((f.requests * (f.node + f.postgres)) / 1000).toFixed(1),
    String(f.requests),
  ]);
  return [
    ['server', 'req/s', 'p50 ms', 'p99 ms', 'CPU node ms', 'CPU PostgreSQL ms', 'both ms', 'CPU in all s', 'requests'],
    ...rows,
  ];
}

/** Figures against floors and goals. */
export function tableOfVerdicts(verdicts: readonly Verdict[]): Table {
  return [
    ['', 'figure', 'measured', 'floor', 'goal', ''],
    ...verdicts.map(({ id, what, better, value, floor, goal, verdict }) => {
      const sign = better === 'more' ? '≥' : '≤';
      return [id, what, short(value), `${sign} ${floor}`, `${sign} ${goal}`, verdict];
    }),
  ];
}

/** A table as text: in columns for a terminal, or in Markdown. */
export function asText(table: Table, markdown: boolean): string {
  const widths = (table[0] ?? []).map((_, i) => Math.max(...table.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, i) => cell.padEnd(widths[i] ?? 0));
    return markdown ? `| ${cells.join(' | ')} |` : `  ${cells.join('  ')}`.trimEnd();
  };
  const [head = [], ...rows] = table;
  const rule = widths.map((width) => '-'.repeat(Math.max(3, width)));
  return [line(head), ...(markdown ? [`| ${rule.join(' | ')} |`] : []), ...rows.map(line)].join('\n');
}

/** Fan-outs, two rows each. */
export function tableOfFanOut(fanOuts: readonly FanOut[]): Table {
  const head = [
    'subscribers',
    'server',
    'CPU µs per delivery',
    'of it storing',
    'p50 ms to the last',
    'p99 ms',
    'heap KB each',
    'resident KB each',
    'messages',
  ];
  const rows = fanOuts.flatMap(({ subscribers, messages, ours, bare }) =>
    Object.entries({ ours, 'bare ws': bare }).map(([name, f]) => [
      String(subscribers),
      name,
      short(f.cpuMicros),
      short(f.storingMicros),
      short(f.p50),
      short(f.p99),
      short(f.heapKb),
      short(f.residentKb),
      String(messages),
    ]),
  );
  return [head, ...rows];
}

/** How soon handlers react. */
export function tableOfHandler({ facts, taken, done }: HandlerStart): Table {
  return [
    ['from commit until', 'p50 ms', 'p99 ms', 'facts'],
    ['the job is taken', short(taken.p50), short(taken.p99), String(facts)],
    ['the handler is done', short(done.p50), short(done.p99), String(facts)],
  ];
}

/** What becomes of each scenario with the number of conversations. */
export function tableOfGrowth(outcomes: readonly Outcome[]): Table {
  const rows = outcomes.flatMap(({ scenario, figures, ratios }) =>
    Object.entries(ratios).map(([small, ratio]) => [
      scenario,
      `${Object.keys(figures)[0]} ÷ ${small}`,
      short(ratio.p50),
      short(ratio.p99),
      short(ratio.cpu),
    ]),
  );
  return [['', 'growth', 'p50', 'p99', 'CPU per request'], ...rows];
}

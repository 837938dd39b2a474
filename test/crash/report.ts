import { MUST_BE_ZERO, type Verdict } from './verdict.js';

/** What a scenario found. */
export interface Findings {
  /** The row of the goals, and what was done. */
  readonly title: string;
  readonly verdict?: Verdict;
  /** Figures of this scenario alone, as they are printed. */
  readonly figures: Readonly<Record<string, string | number>>;
  /** Sentences that tell what did not hold; none when all did. */
  readonly violations: readonly string[];
}

/** The findings with the violations that the verdict itself shows. */
export function findings(
  title: string,
  verdict: Verdict | undefined,
  figures: Findings['figures'],
  violations: readonly string[] = [],
): Findings {
  const broken = MUST_BE_ZERO.flatMap((name) => (verdict && verdict[name] !== 0 ? [`${name}: ${verdict[name]}`] : []));
  return { title, ...(verdict && { verdict }), figures, violations: [...broken, ...violations] };
}

/** Durations in ms as "median / worst". */
export function spread(durations: readonly number[]): string {
  if (durations.length === 0) return 'none';
  const sorted = durations.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `${Math.round(median)} / ${Math.round(sorted.at(-1) ?? 0)} ms`;
}

/** A map of counts on one line. */
export function tally(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([code, n]) => `${code} ${n}`).join(', ') || 'none';
}

/** The findings as text. */
export function printed({ title, verdict, figures, violations }: Findings): string {
  const lines = Object.entries({ ...verdict, ...figures }).map(([name, value]) => `  ${name.padEnd(34)} ${value}`);
  const end = violations.length === 0 ? ['  holds'] : violations.map((sentence) => `  VIOLATED: ${sentence}`);
  return ['', title, ...lines, ...end].join('\n');
}

/** One figure, and whether it keeps to its bound. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** At most this much; undefined for a figure that is only told. */
  readonly atMost?: number;
}

/** What a row of the goals came to. */
export interface Verdict {
  readonly row: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

const shown = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

/** Whether all bounds hold. */
export const holds = ({ figures }: Verdict): boolean =>
  figures.every(({ value, atMost }) => atMost === undefined || value <= atMost);

/** The verdict as people read it. */
export function verdictText(verdict: Verdict): string {
  const lines = verdict.figures.map(({ what, value, unit, atMost }) => {
    const bound = atMost === undefined ? '' : `at most ${shown(atMost)}${value <= atMost ? '' : '   <-- FALLS SHORT'}`;
    return `    ${what.padEnd(52)} ${`${shown(value)} ${unit}`.padEnd(16)} ${bound}`.trimEnd();
  });
  return [`${verdict.row}  ${verdict.title}: ${holds(verdict) ? 'holds' : 'FALLS SHORT'}`, ...lines].join('\n');
}

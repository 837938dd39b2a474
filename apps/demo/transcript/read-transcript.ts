/** One message of a conversation to replay. */
export interface TranscriptLine {
  /** Line in the file, from 1. */
  readonly number: number;
  readonly from: 'visitor' | 'agent';
  /** Milliseconds since the first line; never less than the line before. */
  readonly atMs: number;
  readonly text: string;
}

/** The file cannot be replayed; nothing of it was. */
export class BadTranscript extends Error {}

/** Numbers from here on are Unix times in milliseconds; smaller ones are seconds, since 1970 or from the start. */
const UNIX_MILLISECONDS = 100_000_000_000;

/**
 * Reads JSON lines `{"from":"visitor|agent","at":…,"text":…}`; empty lines are skipped. `at` is an ISO 8601 time, a Unix time in seconds
 * or milliseconds, seconds from the start as a number, or text such as `1500ms` or `12s`. The order is that of the file: a time
 * before that of the line above counts as the same time.
 * @throws BadTranscript that names line and field
 */
export function readTranscript(text: string): TranscriptLine[] {
  const raw = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => readLine(line, number));
  if (raw.length === 0) throw new BadTranscript('The transcript has no lines.');
  const start = raw[0]?.at ?? 0;
  let last = 0;
  return raw.map(({ at, ...line }) => {
    last = Math.max(last, at - start);
    return { ...line, atMs: last };
  });
}

function readLine(line: string, number: number): Omit<TranscriptLine, 'atMs'> & { at: number } {
  const bad = (field: string, problem: string): BadTranscript =>
    new BadTranscript(`Line ${number}: ${field} ${problem}.`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new BadTranscript(`Line ${number} is not JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadTranscript(`Line ${number} is not a JSON object.`);
  const { from, at, text } = value as Record<string, unknown>;
  if (from !== 'visitor' && from !== 'agent') throw bad('"from"', 'must be "visitor" or "agent"');
  if (typeof text !== 'string') throw bad('"text"', 'must be text');
  const instant = instantOf(at);
  if (instant === undefined)
    throw bad('"at"', 'must be an ISO 8601 time, a Unix time, or an offset such as 12, "12s" or "1500ms"');
  return { number, from, at: instant, text };
}

/** In milliseconds, absolute or from the start. */
function instantOf(at: unknown): number | undefined {
  if (typeof at === 'number') return ofNumber(at);
  if (typeof at !== 'string') return undefined;
  const [, amount, unit] = /^\+?(\d+(?:\.\d+)?)\s*(ms|s)?$/.exec(at.trim()) ?? [];
  if (amount !== undefined && unit === undefined) return ofNumber(Number(amount));
  if (amount !== undefined) return Number(amount) * (unit === 's' ? 1000 : 1);
  // Date.parse alone takes nearly any text for a time.
  const parsed = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/.test(at) ? Date.parse(at) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function ofNumber(at: number): number | undefined {
  if (!Number.isFinite(at) || at < 0 || at > 8.64e15) return undefined;
  return at >= UNIX_MILLISECONDS ? at : at * 1000;
}

import { Refusal } from '@libs/domain';

/** What system calls and PostgreSQL's SQLSTATEs mean to whoever starts a process. */
const MEANINGS: Readonly<Record<string, (text: string) => string>> = {
  EADDRINUSE: (text) =>
    `Another program listens on that port already (${text}). Stop it, or set PARLEY_PORT to another port.`,
  EACCES: (text) => `No permission: ${text}.`,
  EROFS: (text) => `That place cannot be written to: ${text}. Choose another data folder with PARLEY_DATA.`,
  ENOSPC: (text) => `The disk is full: ${text}. Make room, then start again.`,
  EDQUOT: (text) => `The disk quota is used up: ${text}. Make room, then start again.`,
  ENOTDIR: (text) => `A file is where a folder should be: ${text}. Choose another data folder with PARLEY_DATA.`,
  EEXIST: (text) => `A file is where a folder should be: ${text}. Choose another data folder with PARLEY_DATA.`,
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  '28000': unreachable,
  '28P01': unreachable,
  '3D000': unreachable,
  '53300': unreachable,
  '57P03': unreachable,
  '42P01': (text) => `The database lacks a table (${text}). Bring it up to date first: npm run cli -- migrate`,
};

/** Kinds of errors that explain themselves; all others deserve their stack. */
const OURS = new Set(['ConfigurationError', 'DataFolderInUse', 'StartFailed', 'Error']);

/** What an operator should read of an error at the start; undefined for a fault of the program, whose stack is wanted. */
export function inPlainWords(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof Refusal) return error.reason;
  const { code } = error as { code?: unknown };
  // A host name with several addresses gives one error for each, and no message.
  const text = error instanceof AggregateError ? error.errors.map(String).join('; ') : error.message;
  if (typeof code === 'string') return MEANINGS[code]?.(text);
  return OURS.has(error.name) ? text : undefined;
}

function unreachable(text: string): string {
  return `PostgreSQL cannot be used: ${text}. Is it running, and is DATABASE_URL right?`;
}

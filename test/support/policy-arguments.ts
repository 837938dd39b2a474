import { randomUUID } from 'node:crypto';
import type { Kind, PolicyRow } from './policy.js';
import type { SchemaOperation } from './schema-documents.js';

/** An id, or a brand's code, of each kind. */
export type Names = Readonly<Record<Kind, string>>;

const hours = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };

/** What operations must be given, beside names, to come as far as to look the names up. */
const ENOUGH: Readonly<Record<string, object>> = {
  'Query.chatFigures': hours,
  'Query.shifts': hours,
  'Mutation.noteVisitorDetails': { name: 'Wally' },
  'Mutation.planShift': { startsAt: '2026-03-09T08:00:00.000Z', endsAt: '2026-03-09T16:00:00.000Z' },
  'Mutation.promiseAnswer': { seconds: 60 },
};

/**
 * Arguments for an operation of the policy: good names wherever some are needed.
 * @param path where `name` goes instead, e.g. `input.chatId`
 */
export function argumentsFor(
  operation: SchemaOperation,
  row: PolicyRow,
  good: Names,
  path?: string,
  name?: string,
): Record<string, unknown> {
  const { input, ...others } = structuredClone(operation.plain) as { input?: object };
  const enough = ENOUGH[operation.name];
  const root: Record<string, any> =
    operation.kind === 'mutation'
      ? { input: { ...input, ...enough, clientKey: randomUUID() } }
      : { ...others, ...enough };
  const isNeeded = (to: string): boolean =>
    to.split('.').reduce((place: any, step) => place?.[step], root) !== undefined;
  for (const to of operation.names) if (isNeeded(to)) putName(root, to, good[row.names[to]?.[0] ?? 'chat']);
  if (path && name !== undefined) putName(root, path, name);
  return root;
}

function putName(root: Record<string, any>, to: string, name: string): void {
  put(root, to.split('.'), to.endsWith('Ids') ? [name] : name);
}

/** Puts a value at a place in nested arguments, and makes the objects and lists on the way. */
export function put(root: Record<string, any>, path: readonly string[], value: unknown): void {
  let place: any = root;
  for (const [i, step] of path.slice(0, -1).entries()) {
    if (typeof place[step] !== 'object' || place[step] === null) place[step] = path[i + 1] === '0' ? [] : {};
    place = place[step];
  }
  place[path.at(-1) ?? ''] = value;
}

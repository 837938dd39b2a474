import { InvalidInput } from '@libs/domain';

/** Which part of a list the caller wants (Relay cursor connections, forward only). */
export interface PageRequest {
  /** Number of items, 1–100. */
  readonly first: number;
  /** Opaque position from an earlier page, or null for the start. */
  readonly after?: string | null;
}

const MAX_PAGE = 100;
/** Largest value of the column type integer. */
const MAX_INT = 2_147_483_647;

/** Checks a page size; `field` is the argument's name. @throws InvalidInput outside 1…100 */
export function pageSize(first: number, field = 'first'): number {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE)
    throw new InvalidInput(field, `A page holds 1 to ${MAX_PAGE} items.`);
  return first;
}

/** Packs the sort key of a row into an opaque cursor. */
export function encodeKey(...parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Unpacks a cursor made by {@link encodeKey}; undefined stays undefined.
 * @param shape type of each part of the key: `number` fits the column type integer, `time` is an instant as `Date.toISOString` writes it, with up to
 *   six digits of a second
 * @param field name of the argument, for the refusal
 * @throws InvalidInput for anything that is not such a cursor
 */
export function decodeKey(
  cursor: string | null | undefined,
  shape: readonly ('uuid' | 'time' | 'number' | 'text')[],
  field = 'after',
): (string | number)[] | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const wrong = new InvalidInput(field, 'This is not a cursor of this list.');
  if (cursor.length > 500) throw wrong;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw wrong;
  }
  if (!Array.isArray(parts) || parts.length !== shape.length) throw wrong;
  return parts.map((part: unknown, i) => {
    if (shape[i] === 'number') {
      if (typeof part !== 'number' || !Number.isInteger(part) || Math.abs(part) > MAX_INT) throw wrong;
      return part;
    }
    if (typeof part !== 'string' || part.includes('\0')) throw wrong;
    if (shape[i] === 'uuid' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part)) throw wrong;
    if (shape[i] === 'time' && !isInstant(part)) throw wrong;
    return part;
  });
}

/** Stricter than `Date.parse`, which takes much that PostgreSQL refuses. */
function isInstant(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(text)) return false;
  const date = new Date(text);
  return Number.isFinite(date.getTime()) && date.toISOString().startsWith(text.slice(0, 19));
}

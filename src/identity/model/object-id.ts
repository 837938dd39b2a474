import { isUuid, NotFound } from '@libs/domain';

/** An id that can be looked up: one of another form names nothing. @throws NotFound */
export function objectId(what: string, field: string, id: string): string {
  if (!isUuid(id)) throw new NotFound(what, field);
  return id.toLowerCase();
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Command, InvalidInput, Refusal, type RefusalData } from '@libs/domain';
import type { Sql } from '@libs/database';

/** A stored answer: what the first call with the key came to. */
type StoredAnswer = { readonly answer: object } | { readonly refusal: RefusalData };

const CLAIM = `
insert into client_key (actor, key, command, input_hash) values ($1, $2, $3, $4)
on conflict (actor, key) do nothing returning true as claimed`;

/**
 * Remembers for each (actor, client key) what was asked and what came of it, for at least 24 hours, in the transaction of the
 * change itself: a client that lost our answer sends the same again and learns it, and nothing happens twice.
 */
@Injectable()
export class ClientKeys {
  /**
   * Claims the key of a command. Waits while another transaction with the same key is running.
   * @returns undefined when the key is new and the work is to be done; else the stored answer
   * @throws Refusal `ClientKeyReused` when the key came with other input or for another mutation
   */
  async claim(sql: Sql, command: Command): Promise<StoredAnswer | undefined> {
    const hash = inputHash(command.input);
    const actor = actorKey(command);
    checkKey(command.clientKey);
    const claimed = await sql.row(CLAIM, [actor, command.clientKey, command.name, hash]);
    return claimed ? undefined : this.find(sql, command);
  }

  /**
   * The stored answer of a command's key, or undefined when the key is unknown.
   * @throws Refusal `ClientKeyReused` as {@link claim} does
   */
  async find(sql: Sql, command: Command): Promise<StoredAnswer | undefined> {
    const row = await sql.row<{ command: string; same: boolean; answer: object | null; refusal: RefusalData | null }>(
      'select command, input_hash = $3 as same, answer, refusal from client_key where actor = $1 and key = $2',
      [actorKey(command), command.clientKey, inputHash(command.input)],
    );
    if (!row) return undefined;
    if (row.command !== command.name || !row.same)
      throw new Refusal('ClientKeyReused', 'This client key was used before, with other input.', {
        field: 'clientKey',
      });
    return row.refusal ? { refusal: row.refusal } : { answer: row.answer ?? {} };
  }

  /** Keeps what came of a claimed command. */
  async keep(sql: Sql, command: Command, outcome: StoredAnswer): Promise<void> {
    await sql.rows('update client_key set answer = $3, refusal = $4 where actor = $1 and key = $2', [
      actorKey(command),
      command.clientKey,
      'answer' in outcome ? JSON.stringify(outcome.answer) : null,
      'refusal' in outcome ? JSON.stringify(outcome.refusal) : null,
    ]);
  }
}

/** The form of a client key: 8–64 letters, digits, `-` and `_`; a UUID fits. @throws InvalidInput */
export function checkKey(key: string): void {
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(key))
    throw new InvalidInput(
      'clientKey',
      'A client key has 8 to 64 letters, digits, hyphens or underscores; a UUID is a good one.',
    );
}

/** Whose keys these are. */
export function actorKey(command: Pick<Command, 'actor'>): string {
  return `${command.actor.kind}:${command.actor.id}`;
}

/** SHA-256 of an input, the same for equal input whatever the order of its fields; the client key itself is left out. */
export function inputHash(input: object): Buffer {
  return createHash('sha256').update(stable(input, true)).digest();
}

function stable(value: unknown, top = false): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => stable(item)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([name, field]) => field !== undefined && field !== null && !(top && name === 'clientKey'))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${stable(field)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

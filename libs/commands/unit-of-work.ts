import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { sqlOf } from '@libs/database';
import {
  type ActorRef,
  Aggregate,
  Clock,
  type Command,
  type PendingFact,
  Refusal,
  type RefusalData,
  takeFacts,
} from '@libs/domain';
import { currentRequestId } from '@libs/observability';
import { FactStore } from '@libs/outbox';
import { ClientKeys } from './client-keys.js';
import type { Transaction } from './transaction.js';
import { CommandHooks } from './command-hooks.js';

type Work<T> = (tx: Transaction) => Promise<T>;

/** How many facts the running transaction has stored. */
interface Stored {
  facts: number;
}

const MOST_TRIES = 4;

/**
 * Runs changes: one transaction, whose facts are stored with it, under the caller's client key. Work that PostgreSQL ends to resolve
 * a deadlock runs again from its start, so it must not do anything outside its transaction.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly em: EntityManager,
    private readonly facts: FactStore,
    private readonly keys: ClientKeys,
    private readonly clock: Clock,
    private readonly hooks: CommandHooks,
  ) {}

  /**
   * Runs a command once, however often it is sent. The outcome must be plain JSON data (ids and scalars): it is stored with the
   * client key. A refusal undoes the work and is stored just so.
   * @throws Refusal whatever the work refuses; `ClientKeyReused` when the key came with other input
   */
  async run<T extends object>(command: Command, work: Work<T>): Promise<T> {
    const outcome = await this.#transaction(async (em, stored) => {
      const sql = sqlOf(em);
      const known = await this.keys.claim(sql, command);
      if (known) return known as { answer: T } | { refusal: RefusalData };
      const made = await this.#attempt(em, stored, command, work);
      await this.keys.keep(sql, command, made);
      await this.#work(em, stored, command.actor, (tx) => this.hooks.run(command, tx));
      return made;
    });
    if ('refusal' in outcome) throw Refusal.from(outcome.refusal);
    return outcome.answer;
  }

  /** Runs a change that no client asked for: a timer, a handler, the command line. */
  async runAs<T>(actor: ActorRef, work: Work<T>): Promise<T> {
    return this.#transaction((em, stored) => this.#work(em, stored, actor, work));
  }

  async #attempt<T extends object>(
    em: EntityManager,
    stored: Stored,
    command: Command,
    work: Work<T>,
  ): Promise<{ answer: T } | { refusal: RefusalData }> {
    try {
      // Nested, so that a refusal rolls back to here and can itself be stored.
      return { answer: await em.transactional((inner) => this.#work(inner, stored, command.actor, work)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { refusal: error.toData() };
    }
  }

  async #transaction<T>(work: (em: EntityManager, stored: Stored) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const stored: Stored = { facts: 0 };
      try {
        const result = await this.em.fork().transactional((em) => work(em, stored));
        if (stored.facts > 0) this.facts.committed();
        return result;
      } catch (error) {
        if (!isDeadlock(error) || tries === MOST_TRIES) throw error;
      }
    }
  }

  async #work<T>(em: EntityManager, stored: Stored, actor: ActorRef, work: Work<T>): Promise<T> {
    const now = this.clock.now();
    const sql = sqlOf(em);
    const recorded: PendingFact[] = [];
    const result = await work({ em, sql, now, record: (fact) => recorded.push(fact) });
    await em.flush();
    for (const entity of em.getUnitOfWork().getIdentityMap())
      if (entity instanceof Aggregate) recorded.push(...takeFacts(entity));
    await this.facts.append(sql, recorded, { actor, occurredAt: now, requestId: currentRequestId() });
    stored.facts += recorded.length;
    return result;
  }
}

/** SQLSTATE of a deadlock, whether the ORM or hand-written SQL met it. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}

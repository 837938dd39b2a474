import { Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { Database, type Sql } from '@libs/database';
import { Clock } from '@libs/domain';
import { type DueTimer, type TimerTask, type TimerTaskClass, timerName } from './timer-task.js';

const SET = `
with saved as (
  insert into timer (key, task, subject_id, due_at) values ($1, $2, $3, $4)
  on conflict (key) do update set task = excluded.task, due_at = excluded.due_at, subject_id = excluded.subject_id
  returning key)
select graphile_worker.add_job('fire-timer', json_build_object('key', key), null,
  clock_timestamp() + $5::double precision * interval '1 millisecond',
  null, 'timer:' || key) from saved`;

const CANCEL = `
with gone as (delete from timer where key = (select key from timer where key = $1 for update skip locked) returning key)
select graphile_worker.remove_job('timer:' || key) from gone`;

interface TimerRow {
  key: string;
  task: string;
  subject_id: string;
  due_at: string | Date;
}

const TIMER_ACTOR = { kind: 'SYSTEM', id: 'timer' };

/**
 * Things that happen at a due time unless something else happens first. Set and cancelled in the transaction of the change that
 * they belong to; nothing polls. The due time is the injected clock's: when that clock is moved, {@link fireDue} catches up.
 */
@Injectable()
export class Timers {
  readonly #log = new Logger('Timers');
  #tasks = new Map<string, TimerTaskClass>();

  constructor(
    private readonly database: Database,
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
  ) {}

  /** Makes task classes known to this process. @throws Error for two tasks of one name */
  register(tasks: readonly TimerTaskClass[]): void {
    for (const task of tasks) {
      const name = timerName(task);
      if (this.#tasks.has(name)) throw new Error(`Two timer tasks are named ${name}.`);
      this.#tasks.set(name, task);
    }
  }

  /** Sets a timer in the caller's transaction, or moves the one of the same key. `task` is a task class or its name. */
  async set(
    sql: Sql,
    timer: { key: string; task: TimerTaskClass | string; subjectId: string; dueAt: Date },
  ): Promise<void> {
    const delay = Math.max(0, timer.dueAt.getTime() - this.clock.now().getTime());
    const name = typeof timer.task === 'string' ? timer.task : timerName(timer.task);
    await sql.rows(SET, [timer.key, name, timer.subjectId, timer.dueAt, delay]);
  }

  /**
   * Cancels a timer in the caller's transaction; nothing happens when there is none. A timer that is firing at this moment is left to
   * fire: its task waits for the caller's lock on the subject, and finds it changed. Waiting for it would lock both out.
   */
  async cancel(sql: Sql, key: string): Promise<void> {
    await sql.rows(CANCEL, [key]);
  }

  /** Fires one timer if it is still set and due; a timer that was moved meanwhile gets a new job. Returns whether it fired. */
  async fire(key: string): Promise<boolean> {
    return this.unit.runAs(TIMER_ACTOR, async (tx) => {
      const row = await tx.sql.row<TimerRow>(
        'select key, task, subject_id, due_at from timer where key = $1 for update',
        [key],
      );
      if (!row) return false;
      const task = this.#tasks.get(row.task);
      if (!task) throw new Error(`No timer task is named ${row.task} in this version.`);
      const timer: DueTimer = { key, subjectId: row.subject_id, dueAt: new Date(row.due_at) };
      if (timer.dueAt > tx.now) {
        await this.set(tx.sql, { ...timer, task });
        return false;
      }
      // Before the task runs, which may set the next timer under the same key.
      await tx.sql.rows('delete from timer where key = $1', [key]);
      await this.#run(task, timer, tx);
      return true;
    });
  }

  /** Fires everything that is due by the injected clock, earliest first. Returns how many timers fired. */
  async fireDue(): Promise<number> {
    for (let fired = 0; ;) {
      const row = await this.database.row<{ key: string }>(
        'select key from timer where due_at <= $1 order by due_at, key limit 1',
        [this.clock.now()],
      );
      if (!row) return fired;
      if (await this.fire(row.key)) fired += 1;
    }
  }

  async #run(task: TimerTaskClass, timer: DueTimer, tx: Transaction): Promise<void> {
    this.#log.debug(`Timer ${timer.key} fires.`);
    await this.modules.get<TimerTask>(task, { strict: false }).fire(timer, tx);
  }
}

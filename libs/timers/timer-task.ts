import { Injectable, type Type } from '@nestjs/common';
import type { Transaction } from '@libs/commands';

/** A timer whose time has come. */
export interface DueTimer {
  /** Unique name of the timer: setting one of the same key moves it. */
  readonly key: string;
  readonly subjectId: string;
  readonly dueAt: Date;
}

/**
 * What happens when a timer is due. Runs in the transaction that removes the timer: both or neither. A task locks its subject first and
 * looks whether there is still something to do: what the timer was for may have happened while it began to fire.
 */
export interface TimerTask {
  fire(timer: DueTimer, tx: Transaction): Promise<void>;
}

/** A task class, marked with {@link FiresTimer}. */
export type TimerTaskClass = Type<TimerTask>;

const names = new WeakMap<object, string>();

/** Marks a class as the task of the timers named `name`. The name is stored with each timer, so it must not change. */
export function FiresTimer(name: string): ClassDecorator {
  return (target) => {
    Injectable()(target);
    names.set(target, name);
  };
}

/** The name that {@link FiresTimer} gave a class. @throws Error when it gave none */
export function timerName(task: TimerTaskClass): string {
  const name = names.get(task);
  if (!name) throw new Error(`${task.name} has no @FiresTimer.`);
  return name;
}

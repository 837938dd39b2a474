import type { Transaction } from '@libs/commands';
import { type DueTimer, FiresTimer, type TimerTask } from '@libs/timers';
import { chatTimers } from '../chat.timers.js';
import { RosterWatch } from '../roster-watch.js';

/** A shift began or ended, or an agent's disagreement with the roster has lasted for the grace time. */
@FiresTimer(chatTimers.rosterDue)
export class CheckRoster implements TimerTask {
  constructor(private readonly roster: RosterWatch) {}

  fire({ subjectId }: DueTimer, tx: Transaction): Promise<void> {
    return this.roster.check(tx, subjectId);
  }
}

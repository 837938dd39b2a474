import { DEMO_LOG_INS } from '../../all-in-one/demo-organisation.js';
import type { DemoAgent, DemoVisitor } from '../clients/people.js';
import type { ReplayServer } from './replay-transcript.js';

/** Clients give a sign of life more often than leases of 60 s and 90 s end. */
const STEP_MS = 45_000;
/** In longer pauses both pages are closed, and the agent comes back for the next line. */
const LONG_MS = 10 * 60_000;
/** A visitor's token is good for 30 days. */
const MOST_MS = 29 * 86_400_000;

/** Moves the server's clock to the times of a transcript, while both clients stay as present as real ones would. */
export class SharedClock {
  #at = 0;
  #loggedInAt = 0;

  constructor(
    private readonly server: ReplayServer,
    private readonly agent: DemoAgent,
    private readonly visitor: DemoVisitor,
  ) {}

  /** Moves on to so many ms after the start, at most to 29 days; never back. */
  async moveTo(atMs: number): Promise<void> {
    const goal = Math.min(atMs, MOST_MS);
    if (goal - this.#at > LONG_MS) await this.#advance(goal - this.#at);
    while (this.#at < goal) {
      await this.#advance(Math.min(STEP_MS, goal - this.#at));
      await this.#stayHere();
    }
    if (this.#at - this.#loggedInAt >= LONG_MS) await this.#comeBack();
  }

  async #advance(ms: number): Promise<void> {
    await this.server.advance(ms);
    this.#at += ms;
  }

  async #stayHere(): Promise<void> {
    // Access tokens are good for 15 minutes.
    if (this.#at - this.#loggedInAt >= LONG_MS) await this.#comeBack();
    await this.agent.change('keepMyPresence', { acted: true });
    await this.visitor.change('keepVisit', {});
  }

  async #comeBack(): Promise<void> {
    await this.agent.logIn(DEMO_LOG_INS.agents[0]);
    await this.agent.mustChange('setMyStatus', { status: 'ONLINE' });
    this.#loggedInAt = this.#at;
  }
}

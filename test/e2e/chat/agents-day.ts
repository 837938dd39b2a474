import { ManualClock } from '@libs/domain';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { logIn, makeOrganisation, type Organisation, type TestAgent } from '@test/support/organisation.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Access tokens are good for 15 minutes. */
const LOGGED_IN_FOR = 10 * MINUTE;

type ChatOverrides = NonNullable<NonNullable<Parameters<typeof startTestApp>[0]>['overrides']>['chat'];

/** Stories that take agents hours: a server at ten on a Friday whose clock is moved, and people who are logged in. */
export class AgentsDay {
  /** When the present story began, in ms since 1970. */
  start: number;
  readonly #loggedInAt = new Map<TestAgent, number>();

  private constructor(
    readonly app: TestApp,
    readonly org: Organisation,
  ) {
    this.start = this.now();
    for (const agent of this.everybody) this.#loggedInAt.set(agent, this.start);
  }

  /** Starts the server. @param chat settings; an agent's lease is an hour */
  static async begin(chat: ChatOverrides = {}): Promise<AgentsDay> {
    const app = await startTestApp({
      clock: new ManualClock({ frozenAt: new Date('2026-11-20T10:00:00.000Z') }),
      overrides: { chat: { presenceLeaseSeconds: 3600, ...chat } },
    });
    return new AgentsDay(app, await makeOrganisation(app));
  }

  get everybody(): readonly TestAgent[] {
    const { ann, ben, eve, sue, ada } = this.org;
    return [ann, ben, eve, sue, ada];
  }

  now(): number {
    return this.app.clock.now().getTime();
  }

  /** An instant of the present story, counted in ms from its start. */
  after(ms: number): string {
    return new Date(this.start + ms).toISOString();
  }

  /** Lets another story begin now. */
  newStory(): void {
    this.start = this.now();
  }

  /**
   * Lets time pass. Access tokens end sooner than some stories; logging in is no mutation by the agent: nobody is known before it.
   * @param agents those who will need a good token then
   */
  async later(ms: number, ...agents: readonly TestAgent[]): Promise<void> {
    await this.app.advance(ms);
    const now = this.now();
    for (const agent of agents) {
      if (now - (this.#loggedInAt.get(agent) ?? 0) < LOGGED_IN_FOR) continue;
      agent.token = await logIn(this.app, agent.email);
      this.#loggedInAt.set(agent, now);
    }
  }
}

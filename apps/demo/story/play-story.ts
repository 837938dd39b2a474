import { DESK_EVENTS, deskLineOf } from '../clients/events.js';
import { agentsAt, DemoVisitor } from '../clients/people.js';
import type { Printer } from '../printer.js';
import { greeted } from './1-greeted.js';
import { oneWins } from './2-one-wins.js';
import { theyTalk } from './3-they-talk.js';
import { connectionCut } from './4-connection-cut.js';
import { promiseKept } from './5-promise.js';
import { silence } from './6-silence.js';
import { nobodyOnline } from './7-nobody-online.js';
import type { Cast, Stage } from './stage.js';

/** Where the story plays. */
export interface StoryOptions {
  /** Moves the clock of the server at `url`; left out when it cannot be moved. */
  readonly advance?: (ms: number) => Promise<void>;
  /** A server whose clock can be moved, for the chapter that needs it; asked for only when the one at `url` has none. */
  readonly elsewhere?: () => Promise<{ url: string; advance(ms: number): Promise<void> }>;
}

/**
 * Plays the story against the server at `url`, which has the demo organisation, through its public API only. May be played
 * again: both agents are OFFLINE at the end.
 * @throws StoryBroken as soon as something does not happen as it should
 */
export async function playStory(url: string, out: Printer, options: StoryOptions = {}): Promise<void> {
  const { advance, elsewhere } = options;
  const stage: Stage = { url, out, ...(advance && { advance }) };
  const cast = await gather(stage);
  try {
    for (const chapter of [greeted, oneWins, theyTalk, connectionCut, promiseKept]) await chapter(cast);
    if (advance) await silence({ url, out, advance });
    else if (elsewhere) {
      const other = await elsewhere();
      await silence({ url: other.url, out, advance: (ms) => other.advance(ms) });
    }
    await nobodyOnline(cast);
  } finally {
    await goHome(cast);
  }
}

async function gather(stage: Stage): Promise<Cast> {
  const { url, out } = stage;
  out.chapter('Anna and Boris come to work');
  const [anna, boris] = await agentsAt(url, out);
  await anna.goes('ONLINE');
  await boris.goes('ONLINE');
  const desks = { anna: anna.follow(DESK_EVENTS, {}, deskLineOf), boris: boris.follow(DESK_EVENTS, {}, deskLineOf) };
  await Promise.all([desks.anna.next('CaughtUp'), desks.boris.next('CaughtUp')]);
  return { stage, anna, boris, visitor: new DemoVisitor('Visitor', url, out), desks };
}

/** Ends what is open, also when the story broke in the middle. */
async function goHome({ anna, boris, visitor, winner }: Cast): Promise<void> {
  try {
    if (visitor.chatId)
      await (winner ?? visitor).change(winner ? 'closeChat' : 'leaveChat', { chatId: visitor.chatId });
    for (const agent of [anna, boris]) await agent.change('setMyStatus', { status: 'OFFLINE' });
  } catch {
    // The server is gone; whatever broke the story is told instead.
  }
  await Promise.all([anna, boris, visitor].map((party) => party.leave()));
}

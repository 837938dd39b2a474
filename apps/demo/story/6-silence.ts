import { agentsAt, DemoVisitor, followChat, type DemoAgent } from '../clients/people.js';
import { expectThat, textAt } from '../clients/shown.js';
import type { Stage } from './stage.js';

const MINUTE = 60_000;
/** Clients give a sign of life more often than leases of 60 s and 90 s end. */
const STEP = 45_000;

/** The visitor falls silent. The agent may leave after more than 3 minutes, not before. Needs a clock that can be moved. */
export async function silence(stage: Stage & Required<Pick<Stage, 'advance'>>): Promise<void> {
  const { url, out } = stage;
  out.chapter('6. A visitor falls silent');
  const [anna] = await agentsAt(url, out);
  const visitor = new DemoVisitor('Silent one', url, out);
  try {
    await anna.goes('ONLINE');
    await visitor.comes();
    await visitor.opensPrices();
    await visitor.asks('Are you there?');
    const { chatId } = visitor;
    anna.does('-> accepts');
    await anna.mustChange('acceptChat', { chatId });
    const events = await followChat(visitor, chatId);
    await anna.writes(chatId, 'Yes, I am. What can I do for you?');
    const early = await anna.change('leaveChat', { chatId }, '... on VisitorMayStillAnswer { possibleAt }');
    expectThat(early.__typename === 'VisitorMayStillAnswer', 'Anna could leave at once.');
    const possibleAt = textAt(early, 'possibleAt');
    anna.does(`-> wants to leave and is refused until ${possibleAt.slice(11, 23)}`);
    out.note('(the clock of the demo’s own server moves on by more than 3 minutes)');
    for (let passed = 0; passed < 3 * MINUTE; passed += STEP) {
      await stage.advance(STEP);
      await stayHere(anna, visitor);
    }
    await stage.advance(1_000);
    await anna.mustChange('leaveChat', { chatId });
    anna.does('-> leaves');
    const closed = await events.next('ChatClosedEvent');
    expectThat(closed['because'] === 'VISITOR_SILENT', `The chat ended as ${String(closed['because'])}.`);
  } finally {
    await anna.change('setMyStatus', { status: 'OFFLINE' });
    await Promise.all([anna.leave(), visitor.leave()]);
  }
}

/** What the agent's and the visitor's pages send from time to time; the visitor's page stays open although he is silent. */
async function stayHere(anna: DemoAgent, visitor: DemoVisitor): Promise<void> {
  await anna.mustChange('keepMyPresence', { acted: true });
  await visitor.mustChange('keepVisit', {});
}

import { setTimeout as delay } from 'node:timers/promises';
import { DemoVisitor } from '../clients/people.js';
import { expectThat } from '../clients/shown.js';
import type { Cast } from './stage.js';

const AVAILABILITY = '{ chatAvailability(brandCode: "BCW") { __typename state buttonText } }';
/** The button's answer may be a second old. */
const TRIES = 20;

/** Another visitor comes when both agents are gone: he may leave a message, but gets no chat. */
export async function nobodyOnline({ stage, anna, boris }: Cast): Promise<void> {
  const { url, out } = stage;
  out.chapter('7. Another visitor finds nobody online');
  await anna.goes('OFFLINE');
  await boris.goes('OFFLINE');
  const visitor = new DemoVisitor('Late one', url, out);
  await visitor.comes();
  let state: unknown;
  for (let i = 0; i < TRIES && state !== 'LEAVE_MESSAGE'; i++) {
    if (i > 0) await delay(100);
    const button = await visitor.ask(AVAILABILITY);
    state = button['state'];
    if (state === 'LEAVE_MESSAGE') visitor.does(`sees the button "${String(button['buttonText'])}"`);
  }
  if (state !== 'LEAVE_MESSAGE') {
    out.note(
      `(other agents of BCW are online on this server, so the button is ${String(state)}: this chapter cannot be shown)`,
    );
    return;
  }
  visitor.does('-> asks for a chat all the same');
  const refused = await visitor.change('startChat', { text: 'Hello?' }, '... on ChatNotAvailable { nextSteps }');
  expectThat(refused.__typename === 'ChatNotAvailable', `He should get no chat, but got ${JSON.stringify(refused)}`);
  expectThat(JSON.stringify(refused['nextSteps']) === '["LEAVE_MESSAGE"]', 'He is not told to leave a message.');
  visitor.does(`is refused: "${String(refused['reason'])}" What he can do: LEAVE_MESSAGE`);
}

import { DemoAgent, DemoVisitor, followChat } from '../clients/people.js';
import { DEMO_LOG_INS } from '../../all-in-one/demo-organisation.js';
import type { EventStream } from '../clients/event-stream.js';
import { expectThat, type Shown, textAt } from '../clients/shown.js';
import type { Printer } from '../printer.js';
import type { TranscriptLine } from './read-transcript.js';
import { SharedClock } from './shared-clock.js';

/** More of a message is not printed; it is sent whole. */
const LONGEST_SHOWN = 300;

/** A server with the demo organisation whose clock can be moved. */
export interface ReplayServer {
  readonly url: string;
  advance(ms: number): Promise<void>;
}

/** What came of a replay. */
export interface ReplayResult {
  readonly sent: number;
  readonly refused: number;
}

/**
 * Plays a conversation as two real clients: a visitor of BCW and Anna. The clock follows the times of the lines. What the server refuses is
 * printed as a refusal, and the replay goes on. At the end both sides must have received what was sent, in order.
 * @throws StoryBroken otherwise
 */
export async function replayTranscript(
  server: ReplayServer,
  lines: readonly TranscriptLine[],
  out: Printer,
): Promise<ReplayResult> {
  out.chapter(`Replay of ${lines.length} lines`);
  const agent = new DemoAgent('Agent', server.url, out);
  const visitor = new DemoVisitor('Visitor', server.url, out);
  try {
    await agent.logIn(DEMO_LOG_INS.agents[0]);
    await agent.goes('ONLINE');
    await visitor.comes();
    const chatId = await openChat(visitor, agent);
    const streams = [await followChat(visitor, chatId), await followChat(agent, chatId)];
    const clock = new SharedClock(server, agent, visitor);
    const sent: string[] = [];
    for (const line of lines) {
      await clock.moveTo(line.atMs);
      if (await say(line.from === 'visitor' ? visitor : agent, chatId, line)) sent.push(line.text.trim());
    }
    for (const [index, stream] of streams.entries()) await compare(index === 0 ? 'visitor' : 'agent', stream, sent);
    out.note(
      `(both sides received the ${sent.length} messages that were sent, in order; refused: ${lines.length - sent.length})`,
    );
    await agent.change('closeChat', { chatId });
    return { sent: sent.length, refused: lines.length - sent.length };
  } finally {
    await agent.change('setMyStatus', { status: 'OFFLINE' }).catch(() => undefined);
    await Promise.all([agent.leave(), visitor.leave()]);
  }
}

async function openChat(visitor: DemoVisitor, agent: DemoAgent): Promise<string> {
  const started = await visitor.mustChange('startChat', {}, '... on StartChatSuccess { chat { id } }');
  visitor.chatId = textAt(started, 'chat', 'id');
  await agent.mustChange('acceptChat', { chatId: visitor.chatId });
  return visitor.chatId;
}

/** Whether the server took the message. */
async function say(party: DemoAgent | DemoVisitor, chatId: string, { number, text }: TranscriptLine): Promise<boolean> {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters)` : text;
  party.does(`-> "${shown}"`);
  const result = await party.change('sendChatMessage', { chatId, text }, '... on InvalidInput { field }');
  if (result.__typename === 'SendChatMessageSuccess') return true;
  party.does(`line ${number} is refused: ${result.__typename}: ${String(result['reason'])}`);
  return false;
}

async function compare(side: string, stream: EventStream, sent: readonly string[]): Promise<void> {
  const texts = (): string[] => stream.seen.filter(isMessage).map((event) => textAt(event, 'message', 'text'));
  for (let waited = texts().length; waited < sent.length; waited++)
    await stream.next('ChatMessageSentEvent', () => texts().length > waited);
  const received = texts();
  const wrong = sent.findIndex((text, index) => received[index] !== text);
  expectThat(
    wrong < 0,
    `The ${side} should have received ${JSON.stringify(sent[wrong])} as message ${wrong + 1}, but received ${JSON.stringify(received[wrong])}.`,
  );
  expectThat(
    received.length === sent.length,
    `The ${side} received ${received.length} messages, but ${sent.length} were sent.`,
  );
}

function isMessage(event: Shown): boolean {
  return event.__typename === 'ChatMessageSentEvent';
}

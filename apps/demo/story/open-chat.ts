import type { EventStream } from '../clients/event-stream.js';
import type { DemoAgent } from '../clients/people.js';
import { expectThat } from '../clients/shown.js';
import type { Cast } from './stage.js';

/** The chat that chapter 2 has begun. @throws StoryBroken before that */
export function openChatOf(cast: Cast): { winner: DemoAgent; visitorChat: EventStream; agentChat: EventStream } {
  const { winner, visitorChat, agentChat } = cast;
  expectThat(winner && visitorChat && agentChat, 'Nobody serves the chat.');
  return { winner, visitorChat, agentChat };
}

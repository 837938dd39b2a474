import { MESSAGE } from '../e2e/chat/chat-documents.js';
import { foldable, type FoldedChat } from '../e2e/chat/chat-fold.js';
import { ask } from './client.js';
import type { Person } from './stage.js';

const CHAT = `query ($id: ID!, $before: String) { chat(id: $id) {
  id status acceptedAt firstResponseAt closedAt closedBecause missedBecause tags messageCount sequence eventsCursor
  agent { id displayName } lastMessage { text authorKind sentAt } promise { id state dueAt }
  messages(last: 100, before: $before) { nodes { ${MESSAGE} } pageInfo { hasPreviousPage startCursor } } } }`;

/** A chat as a client reads it afresh, with all its messages. */
export interface FreshChat {
  readonly folded: FoldedChat;
  /** Of the last thing that happened in it. */
  readonly sequence: number;
  readonly eventsCursor: string;
}

interface Page {
  readonly sequence: number;
  readonly eventsCursor: string;
  readonly messages: {
    readonly nodes: readonly unknown[];
    readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string };
  };
}

/** Reads a chat page by page. Nothing may happen in it meanwhile. */
export async function readChat(url: string, who: Person, id: string): Promise<FreshChat> {
  const first = await ask<Page>(url, CHAT, { id }, who.token);
  const nodes = [...first.messages.nodes];
  for (let { pageInfo } = first.messages; pageInfo.hasPreviousPage;) {
    const page: Page = await ask<Page>(url, CHAT, { id, before: pageInfo.startCursor }, who.token);
    nodes.unshift(...page.messages.nodes);
    ({ pageInfo } = page.messages);
  }
  const folded = foldable({ ...first, messages: { nodes } });
  return { folded, sequence: first.sequence, eventsCursor: first.eventsCursor };
}

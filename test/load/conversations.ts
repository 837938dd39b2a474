import { addressOfClient, logIn, mutate, openVisit } from '@test/harness/api-client.js';
import type { HarnessOrganisation } from '@test/harness/organisation.js';

/** A chat that an agent serves. */
export interface Conversation {
  readonly chatId: string;
  readonly visitorToken: string;
  readonly agentEmail: string;
}

/** Open chats, and the tokens of the staff who serve and watch them. */
export interface Conversations {
  readonly chats: readonly Conversation[];
  /** Access tokens by email; good for 15 minutes. */
  readonly tokens: Map<string, string>;
  /** Logs everybody in again. */
  renew(): Promise<void>;
}

const AT_ONCE = 8;

/** Logs the staff in and lets so many visitors begin a chat, each served by one of the agents in turn. */
export async function beginConversations(
  url: string,
  { staff, brandCode }: HarnessOrganisation,
  count: number,
): Promise<Conversations> {
  const tokens = new Map<string, string>();
  const renew = async (): Promise<void> => {
    for (const [n, { email }] of staff.entries())
      tokens.set(email, await logIn(url, email, addressOfClient(60_000 + n)));
  };
  await renew();
  const agents = staff.filter(({ role }) => role === 'AGENT').map(({ email }) => email);
  for (const email of agents)
    await mutate(url, 'setMyStatus', '__typename', { status: 'ONLINE' }, callerOf(tokens, email));
  const chats: Conversation[] = [];
  let next = 0;
  const begin = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const agentEmail = agents[n % agents.length] ?? '';
      const { token } = await openVisit(url, brandCode, addressOfClient(n));
      const { chat } = await mutate<{ chat: { id: string } }>(
        url,
        'startChat',
        'chat { id }',
        { text: 'Hello' },
        { token },
      );
      await mutate(url, 'acceptChat', '__typename', { chatId: chat.id }, callerOf(tokens, agentEmail));
      chats.push({ chatId: chat.id, visitorToken: token, agentEmail });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, begin));
  return { chats, tokens, renew };
}

function callerOf(tokens: ReadonlyMap<string, string>, email: string): { token: string | undefined } {
  return { token: tokens.get(email) };
}

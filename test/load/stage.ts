import { addressOfClient } from '@test/harness/api-client.js';
import { type Installation, startInstallation } from '@test/harness/installation.js';
import { addOrganisation, type HarnessOrganisation } from '@test/harness/organisation.js';
import { beginConversations, type Conversations } from './conversations.js';
import { Publisher } from './publisher.js';
import type { ReceiverPlan } from './receiver.js';
import { Receivers } from './receivers.js';

/** Most chats that one agent may serve. */
const CHATS_PER_AGENT = 50;
const SOCKETS_PER_ADDRESS = 10;

/** What a load test runs on: processes of ours, chats, receivers and somebody who writes. */
export interface Stage {
  readonly running: Installation;
  readonly urls: readonly string[];
  readonly organisation: HarnessOrganisation;
  readonly conversations: Conversations;
  readonly receivers: Receivers;
  readonly publisher: Publisher;
  /** Plans for so many receivers of each chat: its visitor on two devices, its agent, and supervisors. Even ones start at the first server. */
  plans(receiversPerChat: number, name: string): ReceiverPlan[];
  /** Access token of a supervisor, by number. */
  supervisorToken(n: number): string;
  /** The email of whose token a plan uses; undefined for a visitor's. */
  emailOf(planId: string): string | undefined;
  close(): Promise<void>;
}

/** Starts everything on a migrated database. */
export async function startStage(
  databaseUrl: string,
  size: { readonly chats: number; readonly supervisors?: number; readonly apis?: number; readonly workers?: number },
  env: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const { chats, supervisors = 17, apis = 1, workers = 1 } = size;
  const agents = Math.ceil(chats / CHATS_PER_AGENT) + 1;
  const organisation = await addOrganisation(databaseUrl, { agents, supervisors });
  const running = await startInstallation(databaseUrl, { apis, workers }, env);
  const receivers = new Receivers();
  const close = async (): Promise<void> => {
    await receivers.close();
    await running.close();
  };
  try {
    const urls = running.apis.map(({ url }) => url);
    const conversations = await beginConversations(urls[0] ?? '', organisation, chats);
    const watching = organisation.staff.filter(({ role }) => role === 'SUPERVISOR').map(({ email }) => email);
    const emails = new Map<string, string>();
    const tokenOf = (email: string): string => conversations.tokens.get(email) ?? '';
    const publisher = new Publisher(conversations);
    let sockets = 0;
    return {
      running,
      urls,
      organisation,
      conversations,
      receivers,
      publisher,
      plans: (receiversPerChat, name) =>
        conversations.chats.flatMap(({ chatId, visitorToken, agentEmail }, c) =>
          Array.from({ length: receiversPerChat }, (_, k) => {
            const id = `${name}-${c}-${k}`;
            const email = k < 2 ? undefined : k === 2 ? agentEmail : watching[(c + k) % watching.length];
            if (email) emails.set(id, email);
            sockets += 1;
            return {
              id,
              urls: k % 2 ? urls.toReversed() : urls,
              token: email ? tokenOf(email) : visitorToken,
              address: addressOfClient(Math.floor(sockets / SOCKETS_PER_ADDRESS)),
              chatId,
              knows: publisher.last[chatId] ?? 0,
            };
          }),
        ),
      supervisorToken: (n) => tokenOf(watching[n % watching.length] ?? ''),
      emailOf: (planId) => emails.get(planId),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Figures that must be 0, of every test with receivers. */
export function flawless(report: { lost: number; gaps: number; repeats: number; refused: number }) {
  const none = (what: string, value: number) => ({ what, value, unit: '', atMost: 0 });
  return [
    none('lost', report.lost),
    none('gaps', report.gaps),
    none('repeated or out of order', report.repeats),
    none('subscriptions refused', report.refused),
  ];
}

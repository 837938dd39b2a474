import type { TestApp } from '@test/support/app.js';
import type { Organisation } from '@test/support/organisation.js';
import { AgentsDay } from './agents-day.js';
import { accept, available, chatId, close, nobodyThere, settings, startChat } from './chat-button.js';
import { ask, choose } from './presence.stream.js';

let day: AgentsDay;
let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  day = await AgentsDay.begin();
  ({ app, org } = day);
}, 60_000);
afterAll(() => app.close());
beforeEach(() => nobodyThere(day));

interface Rule {
  status: string;
  routingMode: string;
  visibleOnline: boolean;
  seesRequest: boolean;
  mayAccept: boolean;
  mayBeAssigned: boolean;
  triggersFire: boolean;
}

interface Requests {
  nodes: { id: string; routingDecisions: { assignedTo: string | null }[] }[];
}

describe('the presence table', () => {
  const table = () =>
    ask<Rule[]>(
      app,
      '{ presenceTable { status routingMode visibleOnline seesRequest mayAccept mayBeAssigned triggersFire } }',
      org.ann,
    );
  const yes = (rule: Rule) =>
    (['visibleOnline', 'seesRequest', 'mayAccept', 'mayBeAssigned', 'triggersFire'] as const)
      .map((right) => (rule[right] ? 'yes' : 'no'))
      .join(' ');

  it('[B2] [R31] [R32] [R33] [R35] [R36] [R37] is served as it is, every cell once', async () => {
    expect((await table()).map((rule) => `${rule.status} ${rule.routingMode}: ${yes(rule)}`)).toEqual([
      'ONLINE BROADCAST: yes yes yes no yes',
      'ONLINE ASSIGNED: yes yes yes yes yes',
      'AWAY BROADCAST: yes yes yes no yes',
      'AWAY ASSIGNED: yes yes yes yes yes',
      'INVISIBLE BROADCAST: no yes yes no no',
      'INVISIBLE ASSIGNED: no no no no no',
      'OFFLINE BROADCAST: no no no no no',
      'OFFLINE ASSIGNED: no no no no no',
    ]);
  });

  it.each(
    ['ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE'].flatMap((status) =>
      ['BROADCAST', 'ASSIGNED'].map((mode) => [status, mode] as const),
    ),
  )('[B2] [R35] [R36] is what happens to an agent who is %s under %s', async (status, routingMode) => {
    await settings(day, { routingMode });
    await choose(app, org.ben, status);
    const rule = (await table()).find((one) => one.status === status && one.routingMode === routingMode);
    expect((await available(day)).state !== 'LEAVE_MESSAGE').toBe(rule?.visibleOnline);

    // Where his status alone does not open the button, a colleague does.
    if (!rule?.visibleOnline) await choose(app, org.sue, 'ONLINE');
    const id = chatId(await startChat(day, await org.visitor()));
    const query = `{ chats(view: REQUESTS) { nodes { id routingDecisions { assignedTo } } } }`;
    const seen = (await ask<Requests>(app, query, org.ben)).nodes;
    expect(seen.some((chat) => chat.id === id)).toBe(rule?.seesRequest);
    const all = (await ask<Requests>(app, query, org.sue)).nodes;
    const decisions = all.find((chat) => chat.id === id)?.routingDecisions ?? [];
    expect(decisions.map(({ assignedTo }) => assignedTo).includes(org.ben.id)).toBe(rule?.mayBeAssigned);
    const accepted = await accept(day, org.ben, id);
    expect(accepted.__typename).toBe(rule?.mayAccept ? 'AcceptChatSuccess' : 'MayNotAcceptChat');
    if (rule?.mayAccept) await close(day, org.ben, id);
  });
});

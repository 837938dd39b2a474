import { randomUUID } from 'node:crypto';
import type { TestAgent } from '@test/support/organisation.js';
import { BrandDirectory } from '@src/brands';
import { until } from '@test/support/foundation.js';
import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';
import { LIST, ROUTED } from './chat-documents.js';

let desk: ChatDesk;
let cid: TestAgent;
const OFFER_MS = 20_000;

let lone: TestAgent;

beforeAll(async () => {
  desk = await startChatDesk({ routingMode: 'ASSIGNED' });
  cid = await desk.agent('cid');
  lone = await desk.agent('lone', { maxChats: 1, brandId: desk.brands.WE });
});
afterAll(() => desk.close());
afterEach(async () => {
  await desk.everybodyLeaves();
  for (const agent of [desk.ann, desk.ben, cid, lone]) await desk.goes(agent, 'OFFLINE');
});

const decisionsOf = async (chatId: string): Promise<any[]> =>
  (await desk.ask(desk.sue, ROUTED, { id: chatId })).routingDecisions;
const requestsOf = async (agent: TestAgent): Promise<string[]> =>
  (await desk.ask(agent, LIST, { view: 'REQUESTS' })).nodes.map(({ id }: { id: string }) => id);

describe('assigned routing', () => {
  it('[B3] [R36] [R40] leaves a decision that names candidates, who was left out and why, the rule and the choice', async () => {
    await desk.goes(desk.ann, 'ONLINE');
    await desk.goes(desk.ben, 'INVISIBLE');
    const { chatId } = await desk.request();
    expect(await decisionsOf(chatId)).toEqual([
      {
        rule: 'ONLY_CANDIDATE',
        decidedAt: NOON.toISOString(),
        candidates: [{ agentId: desk.ann.id, activeChats: 0, maxChats: 4, assignedThisShift: 0 }],
        excluded: expect.arrayContaining([
          { agentId: desk.ben.id, reason: 'INVISIBLE' },
          { agentId: cid.id, reason: 'OFFLINE' },
        ]),
        offeredTo: [desk.ann.id],
        assignedTo: desk.ann.id,
      },
    ]);
  });

  it('[R36] neither shows a request to an Invisible agent nor lets him accept it', async () => {
    await desk.goes(desk.ann, 'ONLINE');
    await desk.goes(desk.ben, 'INVISIBLE');
    const [ann, ben] = [await desk.watch(desk.ann), await desk.watch(desk.ben)];
    const { chatId } = await desk.request();
    expect(await ann.until('ChatRequestedEvent')).toMatchObject({ sound: 'RING', chat: { id: chatId } });
    expect(await requestsOf(desk.ben)).toEqual([]);
    expect(await desk.mutate(desk.ben, 'acceptChat', { chatId })).toMatchObject({
      __typename: 'MayNotAcceptChat',
      cause: 'STATUS',
    });
    await desk.mutate(desk.ann, 'acceptChat', { chatId });
    await ben.until('ChatAcceptedEvent');
    expect(ben.events().map(({ __typename }) => __typename)).not.toContain('ChatRequestedEvent');
    expect(await desk.mutate(desk.ann, 'transferChat', { chatId, toAgentId: desk.ben.id })).toMatchObject({
      __typename: 'AgentNotAvailable',
      cause: 'STATUS',
    });
  });

  it('[R40] shows a request only to the agent to whom it is assigned, and only he may accept', async () => {
    await desk.goes(desk.ann, 'ONLINE');
    await desk.goes(desk.ben, 'ONLINE');
    const { chatId } = await desk.request();
    const [decision] = await decisionsOf(chatId);
    const [chosen, other] = decision.assignedTo === desk.ann.id ? [desk.ann, desk.ben] : [desk.ben, desk.ann];
    expect([await requestsOf(chosen), await requestsOf(other)]).toEqual([[chatId], []]);
    expect(await desk.mutate(other, 'acceptChat', { chatId })).toMatchObject({ cause: 'NOT_OFFERED' });
    expect(await desk.mutate(chosen, 'acceptChat', { chatId })).toMatchObject({ chat: { agent: { id: chosen.id } } });
  });

  it.each([
    ['one after the other', async (ask: () => Promise<unknown>) => ask()],
    ['all at once', (ask: () => Promise<unknown>) => void ask()],
  ])(
    '[R40] gives twelve requests, %s, to three agents fairly: nobody gets more than one above another',
    async (_, pace) => {
      const agents = [desk.ann, desk.ben, cid];
      for (const agent of agents) await desk.goes(agent, 'ONLINE');
      const asked: Promise<{ chatId: string }>[] = [];
      for (let i = 0; i < 12; i += 1) {
        await pace(() => {
          const made = desk.request();
          asked.push(made);
          return made;
        });
      }
      const load = new Map<string, number>(agents.map(({ id }) => [id, 0]));
      for (const { chatId } of await Promise.all(asked)) {
        const [decision] = await decisionsOf(chatId);
        load.set(decision.assignedTo, load.get(decision.assignedTo)! + 1);
      }
      expect([...load.values()]).toEqual([4, 4, 4]);
    },
  );

  it('[R40] [B3] offers a request to the next agent when the first lets his time pass, and tells both', async () => {
    await desk.goes(desk.ann, 'ONLINE');
    await desk.goes(desk.ben, 'ONLINE');
    const [ann, ben] = [await desk.watch(desk.ann), await desk.watch(desk.ben)];
    const { chatId } = await desk.request();
    const [decision] = await decisionsOf(chatId);
    const annWasFirst = decision.assignedTo === desk.ann.id;
    const [first, next] = annWasFirst ? [ann, ben] : [ben, ann];
    const [firstAgent, nextAgent] = annWasFirst ? [desk.ann, desk.ben] : [desk.ben, desk.ann];
    await first.until('ChatRequestedEvent');
    await desk.advance(OFFER_MS - 1);
    expect(await requestsOf(firstAgent)).toEqual([chatId]);
    await desk.advance(1);
    expect(await next.until('ChatOfferedEvent')).toMatchObject({ sound: 'RING', event: { offeredTo: [nextAgent.id] } });
    expect(await first.until('ChatOfferedEvent')).toMatchObject({ sound: null, chat: null, event: { chatId } });
    expect([await requestsOf(firstAgent), await requestsOf(nextAgent)]).toEqual([[], [chatId]]);
    expect((await decisionsOf(chatId))[1]).toMatchObject({
      assignedTo: nextAgent.id,
      rule: 'ONLY_CANDIDATE',
      excluded: expect.arrayContaining([{ agentId: firstAgent.id, reason: 'DECLINED' }]),
    });
    expect(await desk.mutate(nextAgent, 'acceptChat', { chatId })).toMatchObject({ chat: { status: 'ACTIVE' } });
  });

  it('[R40] [R51] offers a waiting request as soon as an agent has room again', async () => {
    await desk.goes(lone, 'ONLINE');
    const busy = await desk.conversation(lone, 'first', 'WE');
    const { chatId } = await desk.request('second', 'WE', { isWillingToWait: true });
    expect(await decisionsOf(chatId)).toMatchObject([{ rule: 'NOBODY_AVAILABLE', assignedTo: null, offeredTo: [] }]);
    const stream = await desk.watch(lone);
    await desk.mutate(lone, 'closeChat', { chatId: busy.chatId });
    expect(await stream.until('ChatOfferedEvent')).toMatchObject({ sound: 'RING', chat: { id: chatId } });
    expect(await desk.mutate(lone, 'acceptChat', { chatId })).toMatchObject({ chat: { status: 'ACTIVE' } });
  });

  it('[R40] offers a waiting request when the request before it in the queue is given up', async () => {
    await desk.goes(lone, 'ONLINE');
    const stream = await desk.watch(lone);
    const first = await desk.request('first', 'WE');
    const second = await desk.request('second', 'WE');
    expect(await requestsOf(lone)).toEqual([first.chatId]);
    await desk.mutate(first.visitor, 'leaveChat', { chatId: first.chatId });
    expect(await stream.until('ChatOfferedEvent')).toMatchObject({ chat: { id: second.chatId } });
  });

  it('[R40] asks the only agent again rather than nobody, and the next one as soon as he is there', async () => {
    await desk.goes(desk.ann, 'AWAY');
    const { chatId } = await desk.request();
    await desk.advance(OFFER_MS);
    expect(await requestsOf(desk.ann)).toEqual([chatId]);
    await desk.goes(desk.ben, 'ONLINE');
    const stream = await desk.watch(desk.ben);
    await desk.advance(OFFER_MS);
    expect(await stream.until('ChatOfferedEvent')).toMatchObject({ chat: { id: chatId } });
    expect((await decisionsOf(chatId)).map(({ assignedTo }) => assignedTo)).toEqual([desk.ann.id, desk.ben.id]);
  });

  const ADD_WAITING = `
insert into chat (id, brand_id, visitor_id, status, medium, opening, routing_mode, requested_at, request_expires_at, active_at)
values ($1, $2, $3, 'REQUESTED', 'TEXT', 'WROTE_FIRST', $4, $5, $6, $5)`;
  const waiting = async (brand: 'BCW' | 'WE', mode: 'ASSIGNED' | 'BROADCAST', ago = 0) => {
    const { id: visitorId } = await desk.visitor(brand);
    const at = new Date(desk.clock.now().getTime() - ago);
    const until = new Date(at.getTime() + 3_600_000);
    return { id: randomUUID(), values: [desk.brands[brand], visitorId, mode, at, until] };
  };
  const offeredTo = async (chatId: string): Promise<string[]> =>
    (await desk.database.row<{ to: string[] }>('select offered_to as to from chat where id = $1', [chatId]))!.to;

  it('[R40] [R51] offers a waiting request although very many wait longer at a brand where nobody is', async () => {
    await desk.goes(lone, 'ONLINE');
    const busy = await desk.conversation(lone, 'first', 'WE');
    const older = await Promise.all(Array.from({ length: 101 }, () => waiting('BCW', 'ASSIGNED', 60_000)));
    for (const { id, values } of older) await desk.database.rows(ADD_WAITING, [id, ...values]);
    const { chatId } = await desk.request('second', 'WE', { isWillingToWait: true });
    await desk.mutate(lone, 'closeChat', { chatId: busy.chatId });
    await until(async () => (await offeredTo(chatId)).includes(lone.id));
    await desk.database.rows('delete from chat where id = any($1::uuid[])', [older.map(({ id }) => id)]);
  });

  it.each(['ASSIGNED', 'BROADCAST'] as const)(
    '[R40] [R51] offers a request (%s) that was being made while the only agent became free',
    async (mode) => {
      const setMode = async (to: string): Promise<void> => {
        await desk.database.rows('update brand set routing_mode = $1 where code = $2', [to, 'WE']);
        desk.app.get(BrandDirectory, { strict: false }).forget();
      };
      const isBlocked = async (what: string): Promise<boolean> =>
        (await desk.count(
          'pg_locks',
          `not granted and ${what} and pid in (select pid from pg_stat_activity where datname = current_database())`,
        )) > 0;
      await setMode(mode);
      await desk.goes(lone, 'ONLINE');
      const busy = await desk.conversation(lone, 'first', 'WE');
      // Stops the request between its decision and its commit.
      const brake = await desk.database.dedicatedClient();
      await brake.query('begin; lock table routing_decision in share mode');
      const request = desk.request('second', 'WE', { isWillingToWait: true });
      await until(() => isBlocked(`relation = 'routing_decision'::regclass`));
      await desk.mutate(lone, 'closeChat', { chatId: busy.chatId });
      await until(async () => (await desk.count('delivery')) === 0 || isBlocked(`locktype = 'advisory'`));
      await brake.query('commit');
      await brake.end();
      const { chatId } = await request;
      await until(async () => (await desk.count('delivery')) === 0);
      expect(await offeredTo(chatId)).toEqual([lone.id]);
      await setMode('ASSIGNED');
    },
  );

  it('[R40] offers a waiting request to an agent who may serve more chats than before', async () => {
    await desk.goes(lone, 'ONLINE');
    await desk.conversation(lone, 'first', 'WE');
    const { chatId } = await desk.request('second', 'WE', { isWillingToWait: true });
    expect(await offeredTo(chatId)).toEqual([]);
    const mayServe = (maxChats: number) =>
      desk.graphql(
        `mutation ($input: ChangeAgentRightsInput!) { changeAgentRights(input: $input) { __typename } }`,
        { input: { clientKey: randomUUID(), agentId: lone.id, maxChats } },
        desk.ada.token,
      );
    expect((await mayServe(2)).data).toEqual({ changeAgentRights: { __typename: 'ChangeAgentRightsSuccess' } });
    await until(async () => (await offeredTo(chatId)).includes(lone.id));
    await mayServe(1);
  });

  it('[B3] stores no decision that changes nothing', async () => {
    await desk.goes(lone, 'ONLINE');
    await desk.conversation(lone, 'first', 'WE');
    const { chatId } = await desk.request('second', 'WE', { isWillingToWait: true });
    for (const status of ['AWAY', 'ONLINE'] as const) {
      await desk.goes(lone, status);
      await until(async () => (await desk.count('delivery')) === 0);
    }
    expect(await desk.count('routing_decision', 'chat_id = $1', chatId)).toBe(1);
    const stream = await desk.watch(desk.eve);
    await desk.goes(desk.eve, 'ONLINE');
    await stream.until(({ chat }) => chat?.id === chatId);
    expect((await decisionsOf(chatId)).map(({ rule }) => rule)).toEqual(['NOBODY_AVAILABLE', 'ONLY_CANDIDATE']);
  });
});

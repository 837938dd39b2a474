import { until } from '@test/support/foundation.js';
import { key } from '@test/support/organisation.js';
import { type ChatDesk, startChatDesk } from './chat-desk.js';
import { LIST } from './chat-documents.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben, desk.eve, desk.sue]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());
afterEach(() => desk.everybodyLeaves());

const listed = async (who: { token: string }, variables: object): Promise<string[]> =>
  (await desk.ask(who, LIST, { ...variables })).nodes.map(({ id }: { id: string }) => id);

describe('a consultation', () => {
  it('[R30] is announced to the visitor, hides the question, and lets the supervisor take part until he is done', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const { chat } = await desk.mutate(desk.ann, 'consultSupervisor', {
      chatId,
      supervisorId: desk.sue.id,
      question: 'May I offer 20 %?',
    });
    expect(chat.participants).toMatchObject([
      { agent: { displayName: 'Ann' }, role: 'OWNER', leftAt: null },
      { agent: { displayName: 'Sue' }, role: 'CONSULTANT', leftAt: null },
    ]);
    const texts = (await desk.chat(visitor, chatId)).messages.nodes.map(({ text }: any) => text);
    expect(texts).toEqual(['Hello', expect.stringContaining('supervisor')]);
    expect(await listed(desk.sue, { view: 'MINE' })).toEqual([chatId]);

    expect(await desk.mutate(desk.sue, 'sendChatMessage', { chatId, text: 'Yes!' })).toMatchObject({
      __typename: 'NotYourChat',
      servedBy: desk.ann.id,
    });
    await desk.mutate(desk.sue, 'addChatNote', { chatId, text: 'Yes, once.' });
    await desk.advance(1_000);
    const left = await desk.mutate(desk.sue, 'leaveChat', { chatId });
    expect(left.chat).toMatchObject({ status: 'ACTIVE', agent: { id: desk.ann.id } });
    expect(left.chat.participants[1].leftAt).toBe(desk.clock.now().toISOString());
    expect(await listed(desk.sue, { view: 'MINE' })).toEqual([]);
    expect(await desk.mutate(desk.sue, 'leaveChat', { chatId })).toMatchObject({ __typename: 'NotYourChat' });
  });

  it('[R30] may be announced in other words, and starts once', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const input = { chatId, supervisorId: desk.sue.id, question: '?', announcement: 'Let me ask my manager.' };
    await desk.mutate(desk.ann, 'consultSupervisor', input);
    expect((await desk.chat(visitor, chatId)).lastMessage.text).toBe('Let me ask my manager.');
    expect(await desk.mutate(desk.ann, 'consultSupervisor', input)).toMatchObject({ cause: 'SAME_AGENT' });
    expect((await desk.chat(visitor, chatId)).messageCount).toBe(2);
  });

  it('[R30] needs a supervisor of the brand, and the agent who serves the chat', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    const stranger = await desk.agent('strange-supervisor', { brandId: desk.brands.WE, roles: ['SUPERVISOR'] });
    const ask = (supervisorId: string, by = desk.ann): Promise<any> =>
      desk.mutate(by, 'consultSupervisor', { chatId, supervisorId, question: '?' });
    expect(await ask(desk.ben.id)).toMatchObject({ __typename: 'AgentNotAvailable', cause: 'NOT_A_SUPERVISOR' });
    expect(await ask(stranger.id)).toMatchObject({ __typename: 'NotFound', field: 'supervisorId' });
    await desk.mutate(desk.ann, 'transferChat', { chatId, toAgentId: desk.sue.id });
    expect(await ask(stranger.id, desk.sue)).toMatchObject({ cause: 'NOT_OF_THIS_BRAND' });
    await desk.mutate(desk.sue, 'transferChat', { chatId, toAgentId: desk.ann.id });
    expect(await ask(chatId)).toMatchObject({ __typename: 'NotFound', field: 'supervisorId' });
    expect(await ask(desk.sue.id, desk.ben)).toMatchObject({ __typename: 'NotYourChat', servedBy: desk.ann.id });
    expect(await desk.count('chat_participant', `chat_id = $1 and role = 'CONSULTANT'`, chatId)).toBe(0);
  });
});

describe('a transfer', () => {
  it('[R26] [R30] hands the chat over with a note; the new agent writes, the old one no more, and history knows both', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const stream = await desk.follow(visitor, chatId);
    const { chat } = await desk.mutate(desk.ann, 'transferChat', {
      chatId,
      toAgentId: desk.ben.id,
      note: 'Knows law.',
    });
    expect(chat).toMatchObject({
      agent: { id: desk.ben.id, displayName: 'Ben' },
      participants: [
        { agent: { id: desk.ann.id }, role: 'OWNER', leftAt: expect.any(String) },
        { agent: { id: desk.ben.id }, role: 'OWNER', leftAt: null },
      ],
    });
    expect(chat.messages.nodes.at(-1)).toMatchObject({ text: 'Knows law.', isPrivate: true });
    expect((await stream.until('ChatTransferredEvent')).event['agent']).toEqual({
      id: desk.ben.id,
      displayName: 'Ben',
    });
    expect(await desk.mutate(desk.ann, 'sendChatMessage', { chatId, text: 'x' })).toMatchObject({
      __typename: 'NotYourChat',
      servedBy: desk.ben.id,
    });
    await desk.say(desk.ben, chatId, 'Hello, this is Ben.');
    expect([await listed(desk.ann, { view: 'MINE' }), await listed(desk.ben, { view: 'MINE' })]).toEqual([
      [],
      [chatId],
    ]);
    for (const agent of [desk.ann, desk.ben]) expect(await listed(desk.sue, { agentId: agent.id })).toContain(chatId);
  });

  it('[R30] to the supervisor who was consulted makes him the owner', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.mutate(desk.ann, 'consultSupervisor', { chatId, supervisorId: desk.sue.id, question: '?' });
    const stream = await desk.follow(desk.ben, chatId);
    const { chat } = await desk.mutate(desk.ann, 'transferChat', { chatId, toAgentId: desk.sue.id });
    await stream.until('ChatTransferredEvent');
    expect(stream.events()).toContainEqual(
      expect.objectContaining({ __typename: 'ChatConsultationEvent', agentId: desk.sue.id, isConsulting: false }),
    );
    expect(chat.participants.filter(({ leftAt }: any) => leftAt === null)).toMatchObject([
      { agent: { id: desk.sue.id }, role: 'OWNER' },
    ]);
    await desk.say(desk.sue, chatId, 'Good day.');
  });

  it('[R26] needs somebody who is there, has room and works for the brand', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    const full = await desk.agent('full', { maxChats: 1 });
    await desk.goes(full, 'ONLINE');
    await desk.conversation(full);
    const absent = await desk.agent('absent');
    const to = (toAgentId: string, by = desk.ann): Promise<any> =>
      desk.mutate(by, 'transferChat', { chatId, toAgentId });
    expect(await to(absent.id)).toMatchObject({ __typename: 'AgentNotAvailable', cause: 'STATUS' });
    expect(await to(full.id)).toMatchObject({ cause: 'TOO_MANY_CHATS' });
    expect(await to(desk.eve.id)).toMatchObject({ __typename: 'NotFound', field: 'toAgentId' });
    expect(await to(desk.eve.id, desk.sue)).toMatchObject({ cause: 'NOT_OF_THIS_BRAND' });
    expect(await to(desk.ann.id)).toMatchObject({ cause: 'SAME_AGENT' });
    expect(await to('nobody')).toMatchObject({ __typename: 'NotFound', field: 'toAgentId' });
    expect(await to(desk.ben.id, desk.ben)).toMatchObject({ __typename: 'NotYourChat' });
    expect(await to(desk.ben.id, desk.eve)).toMatchObject({ __typename: 'NotFound', field: 'chatId' });
    expect(await desk.count('fact', `aggregate_id = $1 and type = 'ChatTransferred'`, chatId)).toBe(0);
    expect(await to(desk.ben.id, desk.sue)).toMatchObject({ chat: { agent: { id: desk.ben.id } } });
  });

  it('[R26] of several chats at once to one agent keeps to his limit', async () => {
    const small = await desk.agent('small', { maxChats: 1 });
    await desk.goes(small, 'ONLINE');
    const chats = [
      await desk.conversation(desk.ann),
      await desk.conversation(desk.ann),
      await desk.conversation(desk.ann),
    ];
    const answers = await Promise.all(
      chats.map(({ chatId }) => desk.mutate(desk.ann, 'transferChat', { chatId, toAgentId: small.id })),
    );
    expect(answers.filter(({ chat }) => chat?.agent.id === small.id)).toHaveLength(1);
    expect(answers.filter(({ cause }) => cause === 'TOO_MANY_CHATS')).toHaveLength(2);
  });

  it('[R40] is not for requests: they are accepted', async () => {
    const { chatId } = await desk.request();
    for (const who of [desk.ann, desk.sue])
      expect(await desk.mutate(who, 'transferChat', { chatId, toAgentId: desk.ben.id })).toMatchObject({
        __typename: 'NotYourChat',
        servedBy: null,
      });
  });
});

describe('the end of an account', () => {
  it('[R26] [R30] ends the chats of the agent, whose visitor can start anew, and his part in those of others', async () => {
    const gone = await desk.agent('gone', { roles: ['SUPERVISOR'] });
    await desk.goes(gone, 'ONLINE');
    const own = await desk.conversation(gone);
    const other = await desk.conversation(desk.ann);
    await desk.mutate(desk.ann, 'consultSupervisor', { chatId: other.chatId, supervisorId: gone.id, question: '?' });
    const [forVisitor, forAnn] = [
      await desk.follow(own.visitor, own.chatId),
      await desk.follow(desk.ann, other.chatId),
    ];
    const CLOSE = `mutation ($input: CloseAgentAccountInput!) { closeAgentAccount(input: $input) { __typename } }`;
    await desk.ask(desk.ada, CLOSE, { input: { clientKey: key(), agentId: gone.id } });
    expect((await forVisitor.until('ChatClosedEvent')).event).toMatchObject({ because: 'AGENT_GONE' });
    expect((await forAnn.until('ChatConsultationEvent')).event).toMatchObject({
      agentId: gone.id,
      isConsulting: false,
    });
    expect(await desk.chat(desk.sue, own.chatId)).toMatchObject({ status: 'CLOSED', closedBecause: 'AGENT_GONE' });
    expect((await desk.chat(desk.ann, other.chatId)).participants).toMatchObject([
      { agent: { id: desk.ann.id }, leftAt: null },
      { agent: { id: gone.id }, leftAt: expect.any(String) },
    ]);
    expect(await desk.mutate(own.visitor, 'startChat', { text: 'Anybody?' })).toMatchObject({
      chat: { status: 'REQUESTED' },
    });
  });

  it('[R26] ends a chat too that he was accepting while his account was closed', async () => {
    const gone = await desk.agent('late');
    await desk.goes(gone, 'ONLINE');
    const { visitor, chatId } = await desk.request();
    // Stops the acceptance between its checks and its commit.
    const brake = await desk.database.dedicatedClient();
    await brake.query('begin; lock table chat_participant in share mode');
    const accepted = desk.mutate(gone, 'acceptChat', { chatId });
    const isBlocked = async (what: string): Promise<boolean> =>
      (await desk.count(
        'pg_locks',
        `not granted and ${what} and pid in (select pid from pg_stat_activity where datname = current_database())`,
      )) > 0;
    await until(() => isBlocked(`relation = 'chat_participant'::regclass`));
    const CLOSE = `mutation ($input: CloseAgentAccountInput!) { closeAgentAccount(input: $input) { __typename } }`;
    await desk.ask(desk.ada, CLOSE, { input: { clientKey: key(), agentId: gone.id } });
    const handled = `handler = 'end-chats-when-account-closed'`;
    await until(
      async () => (await desk.count('delivery', handled)) === 0 || isBlocked(`locktype in ('tuple', 'transactionid')`),
    );
    await brake.query('commit');
    await brake.end();
    await accepted;
    await until(async () => (await desk.count('delivery', handled)) === 0);
    expect(await desk.chat(visitor, chatId)).toMatchObject({ status: 'CLOSED', closedBecause: 'AGENT_GONE' });
  });
});

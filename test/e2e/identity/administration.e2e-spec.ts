import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Database } from '@libs/database';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { addAgent, attempt, logIn, mutate, type Outcome, type ShownAgent } from './staff.js';

let app: TestApp;
let admin: string;
let adminId: string;
const [OURS, ALSO_OURS, FOREIGN] = [randomUUID(), randomUUID(), randomUUID()];

beforeAll(async () => {
  app = await startTestApp();
  adminId = await addAgent(app, 'admin@example.org', { roles: ['ADMIN'], brandIds: [OURS, ALSO_OURS] });
  admin = (await logIn(app, 'admin@example.org')).accessToken;
}, 60_000);

afterAll(() => app.close());

const add = (input: object = {}): Promise<Outcome> =>
  mutate(
    app,
    'addAgent',
    { email: `${randomUUID()}@example.org`, displayName: 'Nova', roles: ['AGENT'], brandIds: [OURS], ...input },
    admin,
  );
const accept = (invitationToken: unknown, password = 'a password of mine', clientKey = randomUUID()) =>
  mutate(app, 'acceptInvitation', { invitationToken, password, clientKey });

describe('an account', () => {
  it('[R18] is added by an administrator; its owner logs in after choosing a password', async () => {
    const added = await add({ email: ' Nova@Example.org', departmentCodes: ['SALES'], maxChats: 3 });
    expect(added).toMatchObject({
      __typename: 'AddAgentSuccess',
      agent: { email: 'nova@example.org', departmentCodes: ['SALES'], maxChats: 3, status: 'OPEN', brandIds: [OURS] },
    });
    const credentials = { email: 'nova@example.org', password: 'a password of mine' };
    expect((await mutate(app, 'logIn', credentials)).__typename).toBe('WrongCredentials');
    const clientKey = randomUUID();
    const accepted = await accept(added['invitationToken'], credentials.password, clientKey);
    expect(accepted).toMatchObject({ __typename: 'AcceptInvitationSuccess', email: 'nova@example.org' });
    expect(await accept(added['invitationToken'], credentials.password, clientKey)).toEqual(accepted);
    expect((await accept(added['invitationToken'], 'somebody else’s choice')).__typename).toBe('InvalidInvitation');
    expect((await mutate(app, 'logIn', credentials)).__typename).toBe('LogInSuccess');
  });

  it('[B6] is added once, with the same invitation, however often the request is sent', async () => {
    const input = { clientKey: randomUUID(), email: 'once@example.org' };
    const first = await add(input);
    expect(await add(input)).toEqual(first);
    expect((await add({ email: 'ONCE@example.org' })).__typename).toBe('EmailTaken');
  });

  it('is added once when two administrators add it at the same time', async () => {
    const email = 'race@example.org';
    const names = (await Promise.all([add({ email }), add({ email })])).map(({ __typename }) => __typename);
    expect(names.toSorted()).toEqual(['AddAgentSuccess', 'EmailTaken']);
  });

  it('[R18] keeps an invitation open for seven days, and only the newest one', async () => {
    const added = await add();
    const invite = () => mutate(app, 'inviteAgent', { agentId: added.agent.id }, admin);
    const newer = await invite();
    expect((await accept(added['invitationToken'])).__typename).toBe('InvalidInvitation');
    expect((await accept(`${String(newer['invitationToken'])}x`)).__typename).toBe('InvalidInvitation');
    await app.advance(7 * 86_400_000 + 1);
    admin = (await logIn(app, 'admin@example.org')).accessToken;
    expect((await accept(newer['invitationToken'])).__typename).toBe('InvalidInvitation');
    expect((await accept((await invite())['invitationToken'])).__typename).toBe('AcceptInvitationSuccess');
  });

  it.each([
    ['email', { email: 'nothing' }],
    ['displayName', { displayName: ' ' }],
    ['displayName', { displayName: 'x'.repeat(101) }],
    ['displayName', { displayName: 'a\0b' }],
    ['roles', { roles: [] }],
    ['departmentCodes.0', { departmentCodes: ['lower case'] }],
    ['maxChats', { maxChats: 51 }],
    ['brandIds.1', { brandIds: [OURS, FOREIGN] }],
    ['brandIds.0', { brandIds: ['no id'] }],
  ])('names the field of bad input: %s', async (field, input) => {
    expect(await add(input)).toMatchObject({ field });
  });
});

describe('rights', () => {
  const change = (input: object, token = admin) => mutate(app, 'changeAgentRights', input, token);

  it('change where they are given; brands that the administrator does not see stay', async () => {
    const agentId = await addAgent(app, `${randomUUID()}@example.org`, { brandIds: [OURS, FOREIGN] });
    const changed = await change({ agentId, roles: ['SUPERVISOR', 'AGENT'], brandIds: [ALSO_OURS] });
    expect(changed.agent).toMatchObject({ roles: ['SUPERVISOR', 'AGENT'], maxChats: 4 });
    expect(changed.agent.brandIds.toSorted()).toEqual([FOREIGN, ALSO_OURS].toSorted());
    expect((await change({ agentId, maxChats: 0 })).agent).toMatchObject({
      maxChats: 0,
      roles: ['SUPERVISOR', 'AGENT'],
    });
  });

  it('of the last administrator cannot be taken away, nor his account closed', async () => {
    expect((await change({ agentId: adminId, roles: ['AGENT'] })).__typename).toBe('LastAdmin');
    expect((await mutate(app, 'closeAgentAccount', { agentId: adminId }, admin)).__typename).toBe('LastAdmin');
  });

  it('of two administrators who demote each other at once, one keeps his', async () => {
    const second = await addAgent(app, 'second-admin@example.org', { roles: ['ADMIN'] });
    const token = (await logIn(app, 'second-admin@example.org')).accessToken;
    const outcomes = await Promise.all([
      change({ agentId: second, roles: ['AGENT'] }),
      change({ agentId: adminId, roles: ['AGENT'] }, token),
    ]);
    const names = outcomes.map(({ __typename }) => __typename).toSorted();
    expect(names).toEqual(['ChangeAgentRightsSuccess', 'LastAdmin']);
    await app.app.get(Database).rows(`update agent set roles = '{ADMIN}' where id = $1`, [adminId]);
    await app.app.get(Database).rows(`update agent set roles = '{AGENT}' where id = $1`, [second]);
    await app.advance(5_000);
  });

  it('of nobody, or of a closed account, cannot be changed', async () => {
    expect(await change({ agentId: randomUUID() })).toMatchObject({ __typename: 'NotFound', field: 'agentId' });
    expect(await change({ agentId: 'no id' })).toMatchObject({ __typename: 'NotFound', field: 'agentId' });
    const agentId = await addAgent(app, `${randomUUID()}@example.org`);
    await mutate(app, 'closeAgentAccount', { agentId }, admin);
    for (const name of ['changeAgentRights', 'closeAgentAccount', 'inviteAgent'])
      expect((await mutate(app, name, { agentId }, admin)).__typename).toBe('AccountIsClosed');
  });

  it('are an administrator’s to give', async () => {
    await addAgent(app, 'plain@example.org', { roles: ['SUPERVISOR', 'SALES_HEAD', 'AGENT'], brandIds: [OURS] });
    const { accessToken } = await logIn(app, 'plain@example.org');
    const inputs: Record<string, object> = {
      addAgent: { email: 'x@example.org', displayName: 'X', roles: ['ADMIN'], brandIds: [] },
      inviteAgent: { agentId: adminId },
      changeAgentRights: { agentId: adminId, roles: ['AGENT'] },
      closeAgentAccount: { agentId: adminId },
      openServiceToken: { name: 'X', brandIds: [OURS] },
      closeServiceToken: { serviceTokenId: adminId },
      addBrandKey: { brandId: OURS },
      revokeBrandKey: { brandKeyId: adminId },
    };
    for (const [name, input] of Object.entries(inputs)) {
      expect((await attempt(app, name, input, accessToken)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
      expect((await attempt(app, name, input)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    }
  });
});

describe('the list of agents', () => {
  const list = async (token: string, args = '', rest = 'pageInfo { hasNextPage endCursor }') => {
    const document = `{ agents${args} { nodes { id displayName brandIds } ${rest} } }`;
    const { data, errors } = await app.graphql<{
      agents: { nodes: ShownAgent[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    }>(document, {}, token);
    return { ...data?.agents, code: errors?.[0]?.extensions['code'], field: errors?.[0]?.extensions['field'] };
  };

  it('is read in pages by name, with nobody twice and nobody missing', async () => {
    const all = await list(admin, '(first: 100)');
    const names: string[] = [];
    let after = '';
    for (let more = true; more;) {
      const page = await list(admin, `(first: 3${after && `, after: "${after}"`})`);
      names.push(...(page.nodes ?? []).map(({ id }) => id));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo ?? { hasNextPage: false, endCursor: '' });
    }
    expect(names).toEqual(all.nodes?.map(({ id }) => id));
    expect(new Set(names).size).toBe(names.length);
  });

  it('costs one statement, however many there are', async () => {
    const statements = jest.spyOn(app.app.get(Database), 'rows');
    for (const size of [2, 100]) {
      await list(admin);
      statements.mockClear();
      const { nodes } = await list(admin, `(first: ${size})`);
      expect(nodes?.length).toBeGreaterThan(1);
      expect(statements.mock.calls.filter(([text]) => text.includes('from agent a'))).toHaveLength(1);
    }
    statements.mockRestore();
  });

  it('shows an agent those who share a brand with him, and himself', async () => {
    const brand = randomUUID();
    const email = 'lonely@example.org';
    const self = await addAgent(app, email, { brandIds: [brand] });
    const mate = await addAgent(app, 'mate@example.org', { brandIds: [brand, OURS] });
    const { accessToken } = await logIn(app, email);
    const ids = (await list(accessToken, '(first: 100)')).nodes?.map(({ id }) => id);
    expect(ids?.toSorted()).toEqual([self, mate].toSorted());
    const agent = (id: string) =>
      app.graphql(`query ($id: ID!) { agent(id: $id) { id } node(id: $id) { id __typename } }`, { id }, accessToken);
    expect((await agent(mate)).data).toEqual({ agent: { id: mate }, node: { id: mate, __typename: 'Agent' } });
    expect((await agent(adminId)).data).toEqual({ agent: null, node: null });
    expect((await list(accessToken, `(filter: { brandId: "${OURS}" })`)).nodes).toEqual([]);
  });

  it('can be narrowed by brand, role and status', async () => {
    const open = await list(admin, `(first: 100, filter: { brandId: "${OURS}", role: ADMIN, status: OPEN })`);
    expect(open.nodes?.map(({ id }) => id)).toEqual([adminId]);
    expect((await list(admin, `(filter: { brandId: "${FOREIGN}" })`)).nodes).toEqual([]);
  });

  it.each([
    ['(first: 0)', 'first'],
    ['(first: 101)', 'first'],
    ['(after: "nonsense")', 'after'],
  ])('refuses %s', async (args, field) => {
    expect(await list(admin, args)).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

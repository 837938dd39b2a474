import { randomUUID } from 'node:crypto';
import { Database } from '@libs/database';
import { ManualClock } from '@libs/domain';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { makeOrganisation, type Organisation, type TestAgent } from '@test/support/organisation.js';
import { Staffing } from './staffing.js';

const HOUR = 3_600_000;
const NOW = new Date('2026-11-20T12:00:00.000Z');
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR);

let app: TestApp;
let org: Organisation;
let staffing: Staffing;

beforeAll(async () => {
  app = await startTestApp({ clock: new ManualClock({ frozenAt: NOW }), worker: false });
  org = await makeOrganisation(app);
  staffing = app.app.get(Staffing, { strict: false });
}, 60_000);
afterAll(() => app.close());

const run = (text: string, values: readonly unknown[]) => app.app.get(Database).rows(text, values);

async function chat(agent: TestAgent | undefined, brandId: string, status: string): Promise<string> {
  const id = randomUUID();
  const { id: visitorId } = await org.visitor();
  await run(
    `insert into chat (id, brand_id, visitor_id, status, medium, opening, routing_mode, agent_id, requested_at, request_expires_at, active_at)
     values ($1, $2, $3, $4, 'TEXT', 'WROTE_FIRST', 'ASSIGNED', $5, $6, $6, $6)`,
    [id, brandId, visitorId, status, agent?.id ?? null, NOW],
  );
  return id;
}
async function assign(agent: TestAgent, decidedAt: Date): Promise<void> {
  await run(
    `insert into routing_decision (id, chat_id, brand_id, decided_at, mode, rule, candidates, excluded, offered_to, assigned_to)
     values ($1, $2, $3, $4, 'ASSIGNED', 'ONLY_CANDIDATE', '[]', '[]', array[$5::uuid], $5)`,
    [randomUUID(), await chat(undefined, org.brands.BCW, 'MISSED'), org.brands.BCW, decidedAt, agent.id],
  );
}
const shift = (agent: TestAgent, brandId: string, from: Date, to: Date) =>
  run('insert into shift (id, agent_id, brand_id, starts_at, ends_at) values ($1, $2, $3, $4, $5)', [
    randomUUID(),
    agent.id,
    brandId,
    from,
    to,
  ]);
const named = async (name: string, brandId = org.brands.BCW) => {
  const staff = await staffing.forBrand(brandId, NOW);
  return staff.find(({ displayName }) => displayName === name);
};

describe('the staff of a brand', () => {
  it('[B3] are its open accounts by name, absent unless they say otherwise', async () => {
    const staff = await staffing.forBrand(org.brands.BCW, NOW);
    expect(staff.map(({ displayName, maxChats }) => [displayName, maxChats])).toEqual([
      ['Ada', 0],
      ['Ann', 4],
      ['Ben', 4],
      ['Sue', 4],
    ]);
    expect(staff[1]).toEqual({
      agentId: org.ann.id,
      displayName: 'Ann',
      status: 'OFFLINE',
      activeChats: 0,
      maxChats: 4,
      isOnDuty: false,
      lastAssignedAt: null,
      assignedThisShift: 0,
    });
  });

  it('[R40] count the chats that each serves, at all brands, and no others', async () => {
    await chat(org.sue, org.brands.BCW, 'ACTIVE');
    await chat(org.sue, org.brands.WE, 'ACTIVE');
    await chat(org.sue, org.brands.BCW, 'CLOSED');
    await chat(org.ann, org.brands.BCW, 'REQUESTED');
    expect(await named('Sue')).toMatchObject({ activeChats: 2 });
    expect(await named('Ann')).toMatchObject({ activeChats: 0 });
    expect(await staffing.ofAgent(org.sue.id, NOW)).toMatchObject({ activeChats: 2 });
  });

  it('[R40] [B3] count the assignments of the running shift only, its first instant included', async () => {
    await shift(org.ann, org.brands.BCW, ago(2), ago(-2));
    await assign(org.ann, new Date(ago(2).getTime() - 1));
    await assign(org.ann, ago(2));
    await assign(org.ann, ago(1));
    expect(await named('Ann')).toMatchObject({ isOnDuty: true, assignedThisShift: 2, lastAssignedAt: ago(1) });
  });

  it('[R40] [B3] count those of the last 12 hours for an agent without a shift', async () => {
    await assign(org.ben, new Date(ago(12).getTime() - 1));
    expect(await named('Ben')).toMatchObject({ isOnDuty: false, assignedThisShift: 0 });
    await assign(org.ben, ago(12));
    expect(await named('Ben')).toMatchObject({ assignedThisShift: 1, lastAssignedAt: ago(12) });
  });

  it("[R23] are on duty by the brand's own shifts, from their first instant to before their last", async () => {
    await shift(org.sue, org.brands.WE, NOW, ago(-1));
    await shift(org.sue, org.brands.BCW, ago(1), NOW);
    expect(await named('Sue', org.brands.WE)).toMatchObject({ isOnDuty: true });
    expect(await named('Sue')).toMatchObject({ isOnDuty: false });
    expect(await staffing.ofAgent(org.sue.id, NOW)).toMatchObject({ isOnDuty: true });
  });

  it('are asked for by ids that exist', async () => {
    expect(await staffing.ofAgent(org.brands.BCW, NOW)).toBeUndefined();
    expect(await staffing.forBrand(org.ann.id, NOW)).toEqual([]);
  });
});

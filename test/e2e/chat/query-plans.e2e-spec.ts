import { Database } from '@libs/database';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { makeOrganisation, type Organisation } from '@test/support/organisation.js';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

let app: TestApp;
let org: Organisation;
let database: Database;

/** What one statement may read of a table: far less than there is, and more than any page, agent or visitor has here. */
const MOST_ROWS = 5_000;

/** Years of work at BCW ($1): 100,000 chats that 40 former agents served, and 6,000 shifts of Ann ($2). All is over. */
const YEARS = [
  `insert into agent (id, email, display_name, status, roles, brand_ids, department_codes, max_chats, settings, created_at)
   select gen_random_uuid(), 'past' || n || '@parley.example', 'Past ' || n, 'CLOSED', '{AGENT}', array[$1::uuid], '{}', 4, settings, created_at
   from generate_series(1, 40) n, (select settings, created_at from agent where id = $2) a`,
  `insert into visitor (id, brand_id, visit_started_at, created_at)
   select gen_random_uuid(), $1, at, at from generate_series(1, 50000) n, lateral (select timestamptz '2020-01-01' + n * interval '7 minutes' as at) t
   where $2::uuid is not null`,
  `insert into chat (id, brand_id, visitor_id, status, medium, opening, routing_mode, agent_id, tags, requested_at, request_expires_at, accepted_at,
     closed_at, active_at, message_count)
   select gen_random_uuid(), $1, v.id, case when v.n % 50 = 0 then 'MISSED' else 'CLOSED' end, 'TEXT', 'WROTE_FIRST', 'ASSIGNED',
     case when v.n % 50 = 0 then null else a.ids[1 + v.n % 40] end, case when v.n % 3 = 0 then '{price}' else '{}' end::text[],
     v.created_at, v.created_at, v.created_at, v.created_at, v.created_at + k * interval '1 second', 3
   from (select id, created_at, row_number() over (order by created_at) as n from visitor) v, generate_series(1, 2) k,
     (select array_agg(id) as ids from agent where status = 'CLOSED') a where $2::uuid is not null`,
  `insert into chat_participant (id, chat_id, agent_id, role, joined_at, left_at, left_because)
   select gen_random_uuid(), id, agent_id, 'OWNER', accepted_at, closed_at, 'RESOLVED' from chat where brand_id = $1 and agent_id <> $2`,
  `insert into routing_decision (id, chat_id, brand_id, decided_at, mode, rule, candidates, excluded, offered_to, assigned_to)
   select gen_random_uuid(), id, brand_id, requested_at, 'ASSIGNED', 'ONLY_CANDIDATE', '[]', '[]', '{}', agent_id
   from chat where brand_id = $1 and $2::uuid is not null`,
  `insert into missed_chat (chat_id, brand_id, reason, has_contact_data, missed_at)
   select id, brand_id, 'NOBODY_ACCEPTED', false, closed_at from chat where brand_id = $1 and $2::uuid is not null and status = 'MISSED'`,
  `insert into page_view (id, visitor_id, url, viewed_at)
   select gen_random_uuid(), id, 'https://www.bestcustomwriting.example/', created_at from visitor where brand_id = $1 and $2::uuid is not null`,
  `insert into shift (id, agent_id, brand_id, starts_at, ends_at)
   select gen_random_uuid(), $2, $1, at, at + interval '8 hours' from generate_series(1, 6000) n,
     lateral (select timestamptz '2009-01-01' + n * interval '1 day' as at) t`,
];

beforeAll(async () => {
  app = await startTestApp({ worker: false });
  org = await makeOrganisation(app, { routingMode: 'ASSIGNED' });
  database = app.app.get(Database);
  for (const text of YEARS) await database.pool.query(text, [org.brands.BCW, org.ann.id]);
  await database.pool.query('vacuum analyze');
  await org.goes(org.ann, 'ONLINE');
}, 120_000);
afterAll(() => app.close());

/** The reads of one request, as they were sent to the database. */
async function readsOf(query: string, token: string): Promise<{ text: string; values: readonly unknown[] }[]> {
  const reads: { text: string; values: readonly unknown[] }[] = [];
  const { rows } = database;
  database.rows = (text, values) => {
    if (/\b(chat|shift|visitor|page_view)\b/.test(text)) reads.push({ text, values: values ?? [] });
    return rows.call(database, text, values) as Promise<never[]>;
  };
  try {
    const { errors } = await app.graphql(query, {}, token);
    expect(errors).toBeUndefined();
  } finally {
    database.rows = rows;
  }
  expect(reads.length).toBeGreaterThan(0);
  return reads;
}

/** Parts of the plan in which the statement reads much more of a table than it needs. */
async function largeReads({ text, values }: { text: string; values: readonly unknown[] }): Promise<string[]> {
  const { rows } = await database.pool.query(`explain (analyze, format json) ${text}`, [...values]);
  const found: string[] = [];
  const walk = (plan: Plan): void => {
    const read = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
    if (read > MOST_ROWS)
      found.push(`${plan['Node Type']} ${plan['Relation Name'] ?? ''} ${plan['Index Name'] ?? ''}: ${read} rows`);
    for (const part of plan.Plans ?? []) walk(part);
  };
  walk(rows[0]['QUERY PLAN'][0].Plan);
  return found;
}

type Case = [what: string, who: 'ann' | 'ben' | 'sue', query: () => string];
const chats = (args: string): string => `{ chats(${args}) { edges { node { id promise { id } participants { role }
  routingDecisions { id } messages(last: 5) { edges { node { id } } } } } } }`;
const cases: Case[] = [
  ...(['REQUESTS', 'MINE', 'ACTIVE', 'CLOSED', 'MISSED', 'ALL'] as const).flatMap((view): Case[] => [
    [`[R25] the list ${view} of an agent`, 'ann', () => chats(`view: ${view}`)],
    [`[R25] the list ${view} of a supervisor`, 'sue', () => chats(`view: ${view}`)],
  ]),
  ['[R21] the chats of an agent who has served none', 'sue', () => chats(`agentId: "${org.ben.id}"`)],
  ['[R21] the chats of a visitor', 'sue', () => chats(`visitorId: "${org.ben.id}"`)],
  ['[R21] the chats with a tag that none has', 'sue', () => chats('tag: "refund"')],
  ['[R21] the chats with a tag that many have', 'sue', () => chats('tag: "price"')],
  ['[R21] the chats of another brand', 'sue', () => chats('brandCode: "WE"')],
  ['[R21] the chats of one hour', 'sue', () => chats('from: "2020-03-01T00:00:00Z", to: "2020-03-01T01:00:00Z"')],
  [
    '[R20] the visitors on the site',
    'sue',
    () => '{ visitors(brandCode: "BCW") { edges { node { id pageViews { edges { node { id } } } } } } }',
  ],
  ['[R23] the agents on duty', 'ben', () => '{ agentsOnDuty(brandCode: "BCW") { edges { node { agentId } } } }'],
  ['[R31] an agent’s own presence', 'ann', () => '{ myPresence { status } }'],
  ['[R54] the button', 'ben', () => '{ chatAvailability(brandCode: "BCW") { state } }'],
];

describe('with 100,000 chats behind it', () => {
  it.each(cases)('%s: %s reads it without going through them', async (_, who, query) => {
    for (const read of await readsOf(query(), org[who].token)) {
      const large = await largeReads(read);
      if (large.length > 0) throw new Error(`${large.join(', ')} in ${read.text}`);
    }
  });

  it('[R21] the chats of an agent are read by way of those that he served', async () => {
    const { id } = (await database.row<{ id: string }>('select agent_id as id from chat where agent_id is not null'))!;
    for (const read of await readsOf(chats(`agentId: "${id}"`), org.sue.token))
      expect(await largeReads(read)).toEqual([]);
  });
});

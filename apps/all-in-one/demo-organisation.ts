import type { INestApplicationContext } from '@nestjs/common';
import { type WorkingHoursInput, WEEKDAYS } from '@libs/calendar';
import { Database } from '@libs/database';
import { AddBrand, type RoutingMode } from '@src/brands';
import { AddGreetingTrigger } from '@src/chat';
import { AddAgentWithPassword, type StaffActor, type StaffRole } from '@src/identity';

/** Password of all demo accounts. The demo organisation is for trying out on one machine: PARLEY_DEMO=false leaves it out. */
export const DEMO_PASSWORD = 'parley-demo';

/** The demo accounts, by role. */
export const DEMO_LOG_INS = {
  agents: ['anna@parley.example', 'boris@parley.example'],
  supervisor: 'sofia@parley.example',
  admin: 'admin@parley.example',
} as const;

const DEMO = { kind: 'SYSTEM', id: 'demo' };
const STEP = 'demo-organisation';
const BEGUN = 'demo-organisation-begun';
// Any fixed number that nothing else in the database takes.
const DEMO_LOCK = 7_290_174;

const always: WorkingHoursInput = {
  zone: 'Europe/Kyiv',
  windows: [{ weekdays: [...WEEKDAYS], opens: '00:00', closes: '24:00' }],
};
const firstLine: WorkingHoursInput = {
  zone: 'Etc/GMT-2',
  windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'], opens: '07:00', closes: '02:00' }],
};

const brands: readonly {
  code: string;
  name: string;
  host: string;
  hours: WorkingHoursInput;
  mode: RoutingMode;
  phone: string;
}[] = [
  {
    code: 'BCW',
    name: 'BestCustomWriting',
    host: 'bestcustomwriting.example',
    hours: always,
    mode: 'BROADCAST',
    phone: '+18005550101',
  },
  {
    code: 'WE',
    name: 'WiseEssays',
    host: 'wiseessays.example',
    hours: always,
    mode: 'ASSIGNED',
    phone: '+18005550102',
  },
  {
    code: 'TE',
    name: 'TheEssays',
    host: 'theessays.example',
    hours: firstLine,
    mode: 'ASSIGNED',
    phone: '+18005550103',
  },
  {
    code: 'QW',
    name: 'QualityWriters',
    host: 'qualitywriters.example',
    hours: always,
    mode: 'BROADCAST',
    phone: '+18005550104',
  },
];

/** Whether this installation has been given the demo organisation. */
export async function hasDemoOrganisation(database: Database): Promise<boolean> {
  return hasStep(database, STEP);
}

async function hasStep(database: Database, step: string): Promise<boolean> {
  return (await database.row('select from installation where step = $1', [step])) !== undefined;
}

/**
 * Fills a new installation with brands, people and a greeting, and finishes what a process that was killed has begun. Does nothing once
 * it has been done, whatever was changed since, and in an installation with brands of its own. Returns whether it did anything.
 */
export async function addDemoOrganisation(app: INestApplicationContext): Promise<boolean> {
  const database = app.get(Database);
  // Of two processes that start together one does it.
  const lock = await database.dedicatedClient();
  try {
    await lock.query('select pg_advisory_lock($1)', [DEMO_LOCK]);
    if (await hasDemoOrganisation(database)) return false;
    // Noted before the first brand: the next start must not take it for one of somebody's own.
    await database.rows(
      'insert into installation (step) select $1 where not exists (select from brand) on conflict do nothing',
      [BEGUN],
    );
    if (!(await hasStep(database, BEGUN))) return false;
    await addWhatIsMissing(app, database);
    await database.rows('insert into installation (step) values ($1)', [STEP]);
    return true;
  } finally {
    await lock.end();
  }
}

async function addWhatIsMissing(app: INestApplicationContext, database: Database): Promise<void> {
  const all: string[] = [];
  for (const { code, name, host, hours, mode, phone } of brands) {
    const known = await database.row<{ id: string }>('select id from brand where code = $1', [code]);
    const added = known
      ? { brandId: known.id }
      : await app.get(AddBrand, { strict: false }).executeAs(DEMO, {
          code,
          name,
          websiteUrl: `https://www.${host}`,
          hosts: [host, `www.${host}`],
          channels: [
            { kind: 'CHAT', address: null, purpose: null },
            { kind: 'PHONE', address: phone, purpose: 'SUPPORT' },
            { kind: 'EMAIL', address: `support@${host}`, purpose: 'SUPPORT' },
            { kind: 'MESSAGES', address: null, purpose: null },
          ],
          workingHours: hours,
          routingMode: mode,
        });
    all.push(added.brandId);
  }
  const addAgent = async (email: string, displayName: string, role: StaffRole, maxChats: number): Promise<string> => {
    const known = await database.row<{ id: string }>('select id from agent where email = $1', [email]);
    if (known) return known.id;
    const account = { email, displayName, password: DEMO_PASSWORD, roles: [role], brandIds: all, maxChats };
    return (await app.get(AddAgentWithPassword, { strict: false }).execute(DEMO, account)).agentId;
  };
  await addAgent(DEMO_LOG_INS.agents[0], 'Anna', 'AGENT', 4);
  await addAgent(DEMO_LOG_INS.agents[1], 'Boris', 'AGENT', 4);
  await addAgent(DEMO_LOG_INS.supervisor, 'Sofia', 'SUPERVISOR', 2);
  const adminId = await addAgent(DEMO_LOG_INS.admin, 'Ada', 'ADMIN', 0);

  const admin: StaffActor = {
    kind: 'AGENT',
    id: adminId,
    roles: ['ADMIN'],
    brandIds: all,
    displayName: 'Ada',
    sessionId: STEP,
  };
  await app.get(AddGreetingTrigger, { strict: false }).execute({
    name: 'addGreetingTrigger',
    actor: admin,
    clientKey: 'demo-greeting-for-bcw',
    input: {
      brandCode: 'BCW',
      name: 'Prices page',
      text: 'Hello! I can work out a price for your order with you. What do you need?',
      urlContains: '/prices',
      afterSeconds: 0,
      oncePerVisit: true,
      isEnabled: true,
    },
  });
}

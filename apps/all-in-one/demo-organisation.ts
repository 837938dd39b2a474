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
  return (await database.row('select from installation where step = $1', [STEP])) !== undefined;
}

/** Fills a new installation with brands, people and a greeting. Does nothing once it has been done, whatever was changed since. */
export async function addDemoOrganisation(app: INestApplicationContext): Promise<boolean> {
  const database = app.get(Database);
  const done = await hasDemoOrganisation(database);
  const used = await database.row('select from brand limit 1');
  if (done || used) return false;

  const brandIds: Record<string, string> = {};
  for (const { code, name, host, hours, mode, phone } of brands) {
    const { brandId } = await app.get(AddBrand, { strict: false }).executeAs(DEMO, {
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
    brandIds[code] = brandId;
  }
  const all = Object.values(brandIds);
  const addAgent = async (email: string, displayName: string, role: StaffRole, maxChats: number): Promise<string> => {
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
  await database.rows('insert into installation (step) values ($1) on conflict do nothing', [STEP]);
  return true;
}

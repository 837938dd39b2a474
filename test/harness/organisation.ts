import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AddBrand, type RoutingMode } from '@src/brands';
import { AddAgentWithPassword, type StaffRole } from '@src/identity';
import { WorkerModule } from '../../apps/worker/worker.module.js';

/** Password of everybody whom {@link addOrganisation} and {@link addMember} add. */
export const STAFF_PASSWORD = 'correct horse battery staple';

const SEED = { kind: 'SYSTEM', id: 'test' };

/** A member of staff who can log in. */
export interface StaffMember {
  readonly id: string;
  readonly email: string;
  readonly role: StaffRole;
}

/** A brand that is always open, and its staff. */
export interface HarnessOrganisation {
  readonly brandId: string;
  readonly brandCode: string;
  readonly staff: readonly StaffMember[];
}

/** Adds a brand that never closes, with a chat; its website is at `host`. Returns its id. */
export async function addOpenBrand(
  app: INestApplicationContext,
  code: string,
  host: string,
  routingMode: RoutingMode = 'BROADCAST',
): Promise<string> {
  const { brandId } = await app.get(AddBrand, { strict: false }).executeAs(SEED, {
    code,
    name: `${code} Writing`,
    websiteUrl: `https://www.${host}`,
    hosts: [host, `www.${host}`],
    channels: [{ kind: 'CHAT', address: null, purpose: null }],
    workingHours: {
      zone: 'Etc/UTC',
      windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'], opens: '00:00', closes: '24:00' }],
    },
    routingMode,
  });
  return brandId;
}

/** Adds somebody who can log in with {@link STAFF_PASSWORD}. Returns his id. */
export async function addMember(
  app: INestApplicationContext,
  member: { email: string; displayName: string; roles: StaffRole[]; brandIds: string[]; maxChats: number },
): Promise<string> {
  const add = app.get(AddAgentWithPassword, { strict: false });
  const { agentId } = await add.execute(SEED, { ...member, password: STAFF_PASSWORD });
  return agentId;
}

/**
 * Makes a brand and its staff in a migrated database, before any process of ours runs on it. Agents take up to 50 chats each.
 * @param count how many of each role
 */
export async function addOrganisation(
  databaseUrl: string,
  count: { readonly agents: number; readonly supervisors?: number },
  options: { brandCode?: string; routingMode?: RoutingMode; maxChats?: number } = {},
): Promise<HarnessOrganisation> {
  const overrides = { database: { url: databaseUrl }, observability: { logLevel: 'fatal' as const } };
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot({ overrides }), { logger: false });
  try {
    const brandCode = options.brandCode ?? 'BCW';
    const host = `${brandCode.toLowerCase()}.example`;
    const brandId = await addOpenBrand(app, brandCode, host, options.routingMode);
    const roles: StaffRole[] = [
      ...Array.from({ length: count.agents }, () => 'AGENT' as const),
      ...Array.from({ length: count.supervisors ?? 0 }, () => 'SUPERVISOR' as const),
    ];
    const add = async (role: StaffRole, n: number): Promise<StaffMember> => {
      const email = `${role.toLowerCase()}-${n}.${brandCode.toLowerCase()}@parley.example`;
      const displayName = `${role.charAt(0)}${role.slice(1).toLowerCase()} ${n}`;
      const { maxChats = 50 } = options;
      const id = await addMember(app, { email, displayName, roles: [role], brandIds: [brandId], maxChats });
      return { id, email, role };
    };
    const staff: StaffMember[] = [];
    for (const [n, role] of roles.entries()) staff.push(await add(role, n));
    return { brandId, brandCode, staff };
  } finally {
    await app.close();
  }
}

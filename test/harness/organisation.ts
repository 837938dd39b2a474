import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AddBrand, type RoutingMode } from '@src/brands';
import { AddAgentWithPassword, type StaffRole } from '@src/identity';
import { WorkerModule } from '../../apps/worker/worker.module.js';

/** Password of everybody whom {@link addOrganisation} adds. */
export const STAFF_PASSWORD = 'correct horse battery staple';

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
    const seed = { kind: 'SYSTEM', id: 'harness' };
    const brandCode = options.brandCode ?? 'BCW';
    const host = `${brandCode.toLowerCase()}.example`;
    const { brandId } = await app.get(AddBrand, { strict: false }).executeAs(seed, {
      code: brandCode,
      name: `${brandCode} Writing`,
      websiteUrl: `https://www.${host}`,
      hosts: [host, `www.${host}`],
      channels: [{ kind: 'CHAT', address: null, purpose: null }],
      workingHours: {
        zone: 'Etc/UTC',
        windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'], opens: '00:00', closes: '24:00' }],
      },
      routingMode: options.routingMode ?? 'BROADCAST',
    });
    const roles: StaffRole[] = [
      ...Array.from({ length: count.agents }, () => 'AGENT' as const),
      ...Array.from({ length: count.supervisors ?? 0 }, () => 'SUPERVISOR' as const),
    ];
    const add = async (role: StaffRole, n: number): Promise<StaffMember> => {
      const email = `${role.toLowerCase()}-${n}.${brandCode.toLowerCase()}@parley.example`;
      const { agentId } = await app.get(AddAgentWithPassword, { strict: false }).execute(seed, {
        email,
        displayName: `${role.charAt(0)}${role.slice(1).toLowerCase()} ${n}`,
        password: STAFF_PASSWORD,
        roles: [role],
        brandIds: [brandId],
        maxChats: options.maxChats ?? 50,
      });
      return { id: agentId, email, role };
    };
    const staff: StaffMember[] = [];
    for (const [n, role] of roles.entries()) staff.push(await add(role, n));
    return { brandId, brandCode, staff };
  } finally {
    await app.close();
  }
}

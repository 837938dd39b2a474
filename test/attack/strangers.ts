import { randomUUID } from 'node:crypto';
import type { CallerName } from './attack.js';
import { HostileSocket } from './socket-client.js';
import type { World } from './world.js';

const BRAND = 'WE';

/**
 * The same server seen by people who have nothing of BCW's: staff and a machine of another brand, and another visitor. Their
 * objects are their own.
 * @throws Error when the people cannot be made
 */
export async function makeStrangers(world: World): Promise<World> {
  const admin = world.tokenOf('Admin');
  const brands = await world.must('{ brands(first: 100) { nodes { id code } } }', {}, admin);
  const brand: string = brands.nodes.find(({ code }: { code: string }) => code === BRAND).id;
  const person = async (role: 'AGENT' | 'SUPERVISOR'): Promise<{ id: string; token: string }> => {
    const email = `${role.toLowerCase()}-${randomUUID()}@parley.example`;
    const account = { email, displayName: 'Stranger', roles: [role], brandIds: [brand] };
    const { agent } = await world.mutate('addAgent', account, 'agent { id }', admin);
    const invited = await world.mutate('inviteAgent', { agentId: agent.id }, 'invitationToken', admin);
    const password = world.canary('Pw-');
    const { invitationToken } = invited;
    await world.mutate('acceptInvitation', { invitationToken, password }, '__typename');
    world.secrets.add(invitationToken);
    const { tokens } = await world.mutate('logIn', { email, password }, 'tokens { accessToken refreshToken }');
    for (const token of Object.values<string>(tokens)) world.secrets.add(token);
    return { id: agent.id, token: tokens.accessToken };
  };
  const [agent, supervisor] = [await person('AGENT'), await person('SUPERVISOR')];
  const machine = { name: 'Stranger', brandIds: [brand] };
  const service = await world.mutate('openServiceToken', machine, 'secretToken serviceToken { id }', admin);
  const visitor = await world.mutate('openVisitorSession', { brandCode: 'BCW' }, 'visitorId token');
  const elsewhere = await world.mutate('openVisitorSession', { brandCode: BRAND }, 'visitorId token');
  const { chat } = await world.mutate(
    'startChat',
    { text: 'Hi', isWillingToWait: true },
    'chat { id }',
    elsewhere.token,
  );
  const tokens = new Map<CallerName, string>([
    ['Visitor', visitor.token],
    ['Agent', agent.token],
    ['Supervisor', supervisor.token],
    ['Service token', service.secretToken],
  ]);
  for (const token of tokens.values()) world.secrets.add(token);
  const sockets = new Map<CallerName, HostileSocket>();
  return {
    ...world,
    objects: {
      ...world.objects,
      agent: agent.id,
      brand,
      brandCode: BRAND,
      chat: chat.id,
      visitor: elsewhere.visitorId,
    },
    tokenOf: (caller) => tokens.get(caller),
    async socketOf(caller) {
      const known = sockets.get(caller);
      if (known?.isOpen) return known;
      await known?.close();
      const socket = await new HostileSocket(world.url).introduce(tokens.get(caller));
      sockets.set(caller, socket);
      return socket;
    },
    close: async () => void (await Promise.all([...sockets.values()].map(async (socket) => socket.close()))),
  };
}

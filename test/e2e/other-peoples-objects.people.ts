import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Client } from 'graphql-ws';
import { key } from '@test/support/organisation.js';
import { kinds, type Kind, type PolicyRole } from '@test/support/policy.js';
import type { Names } from '@test/support/policy-arguments.js';
import { type ChatDesk, startChatDesk } from './chat/chat-desk.js';

/** Somebody who is not in reach of what belongs to Ann's brand, and what is his own. */
export interface Caller {
  readonly name: string;
  readonly role: PolicyRole;
  readonly token: string | undefined;
  readonly own: Names;
  readonly socket: Client;
  /** Of the same brand: only what is a person's own is closed to him. */
  readonly isColleague?: boolean;
}

/** The scene of the policy: what Ann's brand has, what of it was deleted, and everybody else. */
export interface Scene {
  readonly desk: ChatDesk;
  readonly theirs: Names;
  /** Further objects of Ann's brand, deleted or ended; of kinds that cannot be deleted those that are there. */
  readonly deleted: Names;
  readonly missing: Names;
  readonly callers: readonly Caller[];
}

/** What nobody but Ann's brand may read anywhere. */
export const SECRETS = [
  'Secretive Sally',
  'sally@private.example',
  'A word in private',
  'Private BCW',
  'ann@parley.example',
];

/** Names of nothing. */
export const nobody = (): Names => Object.fromEntries(kinds.map((kind) => [kind, randomUUID()])) as Names;

/** Makes all of it in a running server. */
export async function startScene(): Promise<Scene> {
  const desk = await startChatDesk();
  const { ada, ann, ben, eve, brands } = desk;
  await Promise.all([ann, eve].map((agent) => desk.goes(agent, 'ONLINE')));
  const { visitor, chatId } = await desk.conversation(ann, 'A word in private');
  await must(desk, visitor, 'tellWhoIAm', { name: 'Secretive Sally', email: 'sally@private.example' });
  await must(desk, visitor, 'visitPage', { url: 'https://bestcustomwriting.example/private' });
  const at = { agentId: ann.id, brandId: brands.BCW, brandCode: 'BCW' } as const;
  const theirs = { ...(await common(desk, { ...at, from: ben })), chat: chatId, visitor: visitor.id };
  const deleted = await deletedThings(desk, theirs);
  const elsewhere = await desk.conversation(eve, 'Hello', 'WE');
  const we = { agentId: eve.id, brandId: brands.WE, brandCode: 'WE', from: eve } as const;
  const ofWe: Names = { ...(await common(desk, we)), chat: elsewhere.chatId, visitor: elsewhere.visitor.id };

  const callers: Caller[] = [];
  const add = (name: string, role: PolicyRole, token: string | undefined, own: Names): unknown =>
    callers.push({ name, role, token, own, socket: desk.socket(token) });
  const outside = async (name: string, token: string): Promise<unknown> =>
    add(name, 'Visitor', token, {
      ...nobody(),
      chat: (await must(desk, { token }, 'startChat', { text: 'Hi' }, 'chat { id }')).chat.id,
    });
  const staff = async (name: string, role: 'Supervisor' | 'Admin'): Promise<unknown> => {
    const roles = [role.toUpperCase() as 'SUPERVISOR' | 'ADMIN'];
    const { token } = await desk.agent(`elsewhere-${role.toLowerCase()}`, { brandId: brands.WE, roles });
    return add(name, role, token, ofWe);
  };
  add('anonymous', 'Anonymous', undefined, nobody());
  await outside('another visitor', (await desk.visitor('BCW')).token);
  add('a visitor of another brand', 'Visitor', elsewhere.visitor.token, ofWe);
  await outside('a customer', await vouchedFor(desk, brands.BCW, 'CUSTOMER'));
  await outside('a writer', await vouchedFor(desk, brands.BCW, 'WRITER'));
  add('an agent of another brand', 'Agent', eve.token, ofWe);
  const sales = await desk.agent('sales', { brandId: brands.WE, roles: ['SALES_HEAD'] });
  add('a sales head of another brand', 'Agent', sales.token, ofWe);
  await staff('a supervisor of another brand', 'Supervisor');
  await staff('an administrator of another brand', 'Admin');
  const machine = { name: 'Machine', brandIds: [brands.WE] };
  const { secretToken } = await must(desk, ada, 'openServiceToken', machine, 'secretToken');
  add('a machine of another brand', 'Service token', secretToken, ofWe);
  callers.push({
    name: 'a colleague',
    role: 'Agent',
    token: ann.token,
    own: theirs,
    socket: desk.socket(ann.token),
    isColleague: true,
  });
  return { desk, theirs, deleted, missing: { ...nobody(), brandCode: 'NOPE' }, callers };
}

/** A mutation that succeeds. @throws Error when it does not */
export async function must(
  desk: ChatDesk,
  who: { readonly token: string },
  name: string,
  input: object,
  fields = '__typename',
): Promise<any> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${fields} } } }`;
  const answer = await desk.ask(who, document, { input: { clientKey: key(), ...input } });
  if (answer.__typename !== `${type}Success`) throw new Error(`${name} answered ${JSON.stringify(answer)}`);
  return answer;
}

interface Of {
  readonly agentId: string;
  readonly brandId: string;
  readonly brandCode: 'BCW' | 'WE';
  /** Whose log-in it is. */
  readonly from: { readonly token: string };
}

let lastDay = 1;

/** What an administrator makes for a brand, one of each kind. */
export async function common(
  desk: ChatDesk,
  { agentId, brandId, brandCode, from }: Of,
): Promise<Omit<Names, 'chat' | 'visitor'>> {
  const { ada } = desk;
  // Shifts of one agent must not overlap.
  const day = new Date(Date.UTC(2026, 4, lastDay++));
  const shift = { agentId, brandCode, startsAt: day, endsAt: new Date(day.getTime() + 3_600_000) };
  const trigger = { brandCode, name: `Private ${brandCode}`, text: 'Hello' };
  const token = { name: `Private ${brandCode}`, brandIds: [brandId] };
  return {
    agent: agentId,
    brand: brandId,
    brandCode,
    brandKey: (await must(desk, ada, 'addBrandKey', { brandId }, 'brandKey { id }')).brandKey.id,
    serviceToken: (await must(desk, ada, 'openServiceToken', token, 'serviceToken { id }')).serviceToken.id,
    session: (await desk.ask(from, '{ mySessions { nodes { id } } }')).nodes[0].id,
    shift: (await must(desk, ada, 'planShift', shift, 'shift { id }')).shift.id,
    trigger: (await must(desk, ada, 'addGreetingTrigger', trigger, 'trigger { id }')).trigger.id,
  };
}

async function deletedThings(desk: ChatDesk, theirs: Names): Promise<Names> {
  const { ada, ann, brands } = desk;
  const gone = await desk.agent('gone');
  const made = await common(desk, { agentId: gone.id, brandId: brands.BCW, brandCode: 'BCW', from: gone });
  const closed = await desk.conversation(ann, 'Bye');
  // An agent may leave a chat when the visitor has.
  await must(desk, closed.visitor, 'leaveChat', { chatId: closed.chatId });
  await must(desk, ada, 'removeShift', { shiftId: made.shift });
  await must(desk, ada, 'removeGreetingTrigger', { triggerId: made.trigger });
  await must(desk, ada, 'revokeBrandKey', { brandKeyId: made.brandKey });
  await must(desk, ada, 'closeServiceToken', { serviceTokenId: made.serviceToken });
  await must(desk, gone, 'endSession', { sessionId: made.session });
  await must(desk, ada, 'closeAgentAccount', { agentId: gone.id });
  return { ...theirs, ...made, chat: closed.chatId };
}

/** Token of somebody for whom the website of the brand vouches. */
async function vouchedFor(desk: ChatDesk, brandId: string, role: 'CUSTOMER' | 'WRITER'): Promise<string> {
  const added = await must(desk, desk.ada, 'addBrandKey', { brandId }, 'signingSecret brandKey { id }');
  return new SignJWT({ role, name: 'Carl' })
    .setProtectedHeader({ alg: 'HS256', kid: added.brandKey.id })
    .setIssuer(brandId)
    .setAudience('parley')
    .setSubject(`c-${role}`)
    .setExpirationTime(Math.floor(desk.clock.now().getTime() / 1000) + 3_600)
    .sign(Buffer.from(added.signingSecret));
}

/** Whether a caller can be told of an object of this kind at all: the code of their own brand is nobody else's. */
export function isTheirs({ name }: Caller, kind: Kind): boolean {
  return kind !== 'brandCode' || !['another visitor', 'a customer', 'a writer'].includes(name);
}

import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Client } from 'graphql-ws';
import { key, logIn } from '@test/support/organisation.js';
import { committedSchema, operationsOf, type SchemaOperation } from '@test/support/schema-documents.js';
import { type ChatDesk, startChatDesk } from './chat/chat-desk.js';
import { type Group, type Kind, type Row, table } from './other-peoples-objects.table.js';

type Names = Record<Kind, string>;

/** Everybody but whose the objects are, and what each has of his own. */
type Caller =
  | 'anonymous'
  | 'another visitor'
  | 'a visitor of another brand'
  | 'a customer'
  | 'an agent of another brand'
  | 'a supervisor of another brand'
  | 'an administrator of another brand'
  | 'a machine of another brand';

const OUTSIDE: Caller[] = ['another visitor', 'a visitor of another brand', 'a customer'];
const SUPERVISORS: Caller[] = ['a supervisor of another brand', 'an administrator of another brand'];
const STAFF: Caller[] = ['an agent of another brand', ...SUPERVISORS];
const WATCHERS: Caller[] = [...STAFF, 'a machine of another brand'];
const groups: Readonly<Record<Group, readonly Caller[]>> = {
  ANYONE: ['anonymous', ...OUTSIDE, ...WATCHERS],
  OUTSIDE,
  CHATTERS: [...OUTSIDE, ...STAFF],
  STAFF,
  WATCHERS,
  SUPERVISORS,
  ADMINS: ['an administrator of another brand'],
};
/** What is said of an object that is not there: nothing, or that the argument names nothing. */
const missingAt = (path: string): RegExp =>
  new RegExp(
    `^(null|empty|(NotFound|InvalidInput|BAD_USER_INPUT( NotFound)?) (\\S+\\.)?${path.split('.').at(-1) ?? ''}(\\.0)?)$`,
  );
/** Refusals that come before a lookup of the argument: nothing but success, and a request that is wrong in itself. */
const OTHER_REFUSAL = /^(?!\w+Success|InvalidInput|NotFound)[A-Z][a-z]\w+$/;

const operations = operationsOf(committedSchema());
const rowOf = ({ name }: SchemaOperation): Row => table[name] ?? { by: 'ANYONE' };
const kindsOf = (row: Row, path: string): readonly Kind[] => [row.names?.[path] ?? []].flat();
const named = operations.filter((operation) => operation.names.length > 0 && !rowOf(operation).isPublic);

let desk: ChatDesk;
let theirs: Names;
const callers = new Map<Caller, { token: string | undefined; own: Names; socket: Client }>();
const missing = { ...nobody(), brandCode: 'NOPE' };

beforeAll(async () => {
  desk = await startChatDesk();
  const { ada, ann, ben, eve, brands } = desk;
  await Promise.all([ann, eve].map((agent) => desk.goes(agent, 'ONLINE')));
  const { visitor, chatId } = await desk.conversation(ann, 'A word in private');
  await must(visitor, 'tellWhoIAm', { name: 'Secretive Sally', email: 'sally@private.example' });
  await must(visitor, 'visitPage', { url: 'https://bestcustomwriting.example/private' });
  const common = async (agentId: string, brandCode: 'BCW' | 'WE'): Promise<Omit<Names, 'chat' | 'visitor'>> => {
    const at = { startsAt: '2026-03-02T10:00:00.000Z', endsAt: '2026-03-02T18:00:00.000Z' };
    const trigger = { brandCode, name: `Private ${brandCode}`, text: 'Hello' };
    const brand = brands[brandCode];
    return {
      agent: agentId,
      brand,
      brandCode,
      brandKey: (await must(ada, 'addBrandKey', { brandId: brand }, 'brandKey { id }')).brandKey.id,
      serviceToken: (
        await must(ada, 'openServiceToken', { name: `Private ${brandCode}`, brandIds: [brand] }, 'serviceToken { id }')
      ).serviceToken.id,
      session: (await desk.ask(brandCode === 'BCW' ? ben : eve, '{ mySessions { nodes { id } } }')).nodes[0].id,
      shift: (await must(ada, 'planShift', { agentId, brandCode, ...at }, 'shift { id }')).shift.id,
      trigger: (await must(ada, 'addGreetingTrigger', trigger, 'trigger { id }')).trigger.id,
    };
  };
  theirs = { ...(await common(ann.id, 'BCW')), chat: chatId, visitor: visitor.id };
  const elsewhere = await desk.conversation(eve, 'Hello', 'WE');
  const ofWe: Names = { ...(await common(eve.id, 'WE')), chat: elsewhere.chatId, visitor: elsewhere.visitor.id };

  const add = (who: Caller, token: string | undefined, own: Names): unknown =>
    callers.set(who, { token, own, socket: desk.socket(token) });
  const outside = async (who: Caller, token: string): Promise<unknown> =>
    add(who, token, { ...nobody(), chat: (await must({ token }, 'startChat', { text: 'Hi' }, 'chat { id }')).chat.id });
  const staff = async (who: Caller, name: string, roles: ('SUPERVISOR' | 'ADMIN')[]): Promise<unknown> =>
    add(who, (await desk.agent(name, { brandId: brands.WE, roles })).token, ofWe);
  add('anonymous', undefined, nobody());
  await outside('another visitor', (await desk.visitor('BCW')).token);
  add('a visitor of another brand', elsewhere.visitor.token, ofWe);
  await outside('a customer', await vouchedFor(brands.BCW));
  add('an agent of another brand', eve.token, ofWe);
  await staff('a supervisor of another brand', 'sam', ['SUPERVISOR']);
  await staff('an administrator of another brand', 'adam', ['ADMIN']);
  const machine = { name: 'Machine', brandIds: [brands.WE] };
  const { secretToken } = await must(ada, 'openServiceToken', machine, 'secretToken');
  add('a machine of another brand', secretToken, ofWe);
}, 60_000);
afterAll(() => desk.close());

/** Names of nothing. */
function nobody(): Names {
  const kinds: Kind[] = [
    ...(['agent', 'brand', 'brandCode', 'brandKey', 'chat'] as const),
    ...(['serviceToken', 'session', 'shift', 'trigger', 'visitor'] as const),
  ];
  return Object.fromEntries(kinds.map((kind) => [kind, randomUUID()])) as Names;
}

/** A mutation that succeeds. */
async function must(who: { token: string }, name: string, input: object, fields = '__typename'): Promise<any> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${fields} } } }`;
  const answer = await desk.ask(who, document, { input: { clientKey: key(), ...input } });
  if (answer.__typename !== `${type}Success`) throw new Error(`${name} answered ${JSON.stringify(answer)}`);
  return answer;
}

/** Token of a customer for whom the website of the brand vouches. */
async function vouchedFor(brandId: string): Promise<string> {
  const added = await must(desk.ada, 'addBrandKey', { brandId }, 'signingSecret brandKey { id }');
  return new SignJWT({ role: 'CUSTOMER', name: 'Carl' })
    .setProtectedHeader({ alg: 'HS256', kid: added.brandKey.id })
    .setIssuer(brandId)
    .setAudience('parley')
    .setSubject('c-1')
    .setExpirationTime(Math.floor(desk.clock.now().getTime() / 1000) + 3_600)
    .sign(Buffer.from(added.signingSecret));
}

/** Arguments in which one name is somebody else's and all others that are needed are the caller's own. */
function argumentsFor(operation: SchemaOperation, own: Names, path?: string, value?: string): Record<string, unknown> {
  const row = rowOf(operation);
  const { input, ...others } = structuredClone(operation.plain) as { input?: object };
  const root: any =
    operation.kind === 'mutation'
      ? { input: { ...input, ...row.plain, clientKey: key() } }
      : { ...others, ...row.plain };
  const put = (to: string, name: string): void => {
    const steps = to.split('.');
    const last = steps.pop() ?? '';
    let place = root;
    for (const step of steps) place = place[step] ??= {};
    place[last] = last.endsWith('Ids') ? [name] : name;
  };
  const isNeeded = (to: string): boolean =>
    to.split('.').reduce((place: any, step) => place?.[step], root) !== undefined;
  for (const other of operation.names) if (isNeeded(other)) put(other, own[kindsOf(row, other)[0] ?? 'chat']);
  if (path && value) put(path, value);
  return root;
}

interface Said {
  /** `null`, `empty`, a type, or the codes of an error. */
  readonly outcome: string;
  /** All that was said, without the name that was asked for. */
  readonly text: string;
}

async function ask(operation: SchemaOperation, variables: object, who: { token?: string; socket?: Client }, name = '') {
  const overHttp = () => desk.graphql<any>(operation.document, variables as Record<string, unknown>, who.token);
  const answer = who.socket ? await overSocket(who.socket, operation, variables) : await overHttp();
  const { data, errors } = answer;
  const said = JSON.stringify({ data: data ?? null, messages: errors?.map(({ message }: any) => message) });
  return {
    outcome: outcomeOf(data?.[operation.field], errors?.[0]?.extensions),
    text: name ? said.replaceAll(name, '#') : said,
  };
}

async function overSocket(socket: Client, { document }: SchemaOperation, variables: object): Promise<any> {
  const items = socket.iterate<any>({ query: document, variables: variables as Record<string, unknown> });
  try {
    return (await items.next()).value;
  } catch (errors) {
    return { errors };
  } finally {
    await items.return?.();
  }
}

function outcomeOf(value: any, error?: Record<string, unknown>): string {
  if (error) return [error['code'], error['refusal'], error['field']].filter(Boolean).join(' ');
  if (value == null) return 'null';
  if (Array.isArray(value.nodes)) return value.nodes.length === 0 ? 'empty' : 'some';
  return [value.__typename, value.field].filter(Boolean).join(' ');
}

/** Everything that nobody of these may learn. */
function secrets(name: string): string[] {
  const { brandCode: _, ...ids } = theirs;
  const words = ['Secretive Sally', 'sally@private.example', 'A word in private', 'Private BCW', 'ann@parley.example'];
  return [...Object.values(ids), ...words].filter((secret) => secret !== name);
}

describe('the table of operations', () => {
  it('[S3] [B22] has every operation of the schema, and every argument that names an object', () => {
    const expected = operations.map(({ name, names }) => [name, names.toSorted()]);
    const written = Object.entries(table).map(([name, { names = {} }]) => [name, Object.keys(names).toSorted()]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(expected));
  });
});

describe.each(['HTTP', 'WebSocket'])('over %s', (transport) => {
  const possible = operations.filter(({ kind }) => transport === 'WebSocket' || kind !== 'subscription');
  const as = (caller: Caller): { token?: string; socket?: Client } => {
    const { token, socket } = callers.get(caller)!;
    return transport === 'HTTP' ? { ...(token && { token }) } : { socket };
  };

  it.each(possible.filter((operation) => rowOf(operation).by !== 'ANYONE'))(
    '[S3] [B22] $name is closed to everybody whose role does not give it',
    async (operation) => {
      const mayUse = groups[rowOf(operation).by];
      for (const [caller, { own }] of callers) {
        if (mayUse.includes(caller)) continue;
        const { outcome } = await ask(operation, argumentsFor(operation, own), as(caller));
        expect([caller, outcome]).toEqual([caller, caller === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
      }
    },
  );

  it.each(possible.filter((operation) => named.includes(operation)))(
    '[S3] [B22] $name says of somebody else’s object what it says of none',
    async (operation) => {
      const row = rowOf(operation);
      for (const [caller, { own }] of callers) {
        if (!groups[row.by].includes(caller)) continue;
        if (row.adminsReachAll && caller === 'an administrator of another brand') continue;
        for (const path of operation.names)
          for (const kind of kindsOf(row, path)) {
            // The code of their own brand is nobody else's.
            if (kind === 'brandCode' && (caller === 'another visitor' || caller === 'a customer')) continue;
            const said = async (name: string): Promise<Said> =>
              ask(operation, argumentsFor(operation, own, path, name), as(caller), name);
            const [ofNone, ofTheirs] = [await said(missing[kind]), await said(theirs[kind])];
            expect([caller, path, kind, ofTheirs]).toEqual([caller, path, kind, ofNone]);
            const isRefused = [missingAt(path), OTHER_REFUSAL].some((expected) => expected.test(ofTheirs.outcome));
            expect([caller, path, kind, ofTheirs.outcome, isRefused]).toEqual([
              caller,
              path,
              kind,
              ofNone.outcome,
              true,
            ]);
            for (const secret of secrets(theirs[kind])) expect(ofTheirs.text).not.toContain(secret);
          }
      }
    },
  );
});

describe('whoever it belongs to', () => {
  /** Nouns that `node` does not give. */
  const noNodes: Kind[] = ['brandKey', 'serviceToken', 'session', 'shift', 'trigger'];

  /** Those that end the chat come last. */
  const ending = ['closeChat', 'leaveChat'];
  const inOrder = named
    .filter(({ kind }) => kind !== 'subscription')
    .toSorted((a, b) => Number(ending.includes(a.field)) - Number(ending.includes(b.field)));
  const ownerOf = (row: Row, kind: Kind): { readonly email: string } => {
    if (kind === 'session') return desk.ben;
    return row.by === 'STAFF' ? desk.ann : desk.ada;
  };

  it.each(inOrder)(
    '[B22] is answered otherwise by $name, so that the others were refused for what they are',
    async (operation) => {
      const row = rowOf(operation);
      for (const path of operation.names)
        for (const kind of kindsOf(row, path)) {
          if (operation.field === 'node' && noNodes.includes(kind)) continue;
          const token = await logIn(desk, ownerOf(row, kind).email);
          // Whose account is changed or closed is needed for nothing else.
          const own = row.adminsReachAll ? { ...theirs, agent: desk.sue.id } : theirs;
          const said = (name: string) => ask(operation, argumentsFor(operation, own, path, name), { token }, name);
          const [ofNone, ofOwn] = [await said(missing[kind]), await said(own[kind])];
          expect([path, kind, ofNone.outcome]).toEqual([path, kind, expect.stringMatching(missingAt(path))]);
          expect([path, kind, ofOwn.outcome]).not.toEqual([path, kind, ofNone.outcome]);
        }
    },
  );
});

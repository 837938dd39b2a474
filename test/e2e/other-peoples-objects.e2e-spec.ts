import { logIn } from '@test/support/organisation.js';
import { type Kind, type PolicyRow, readPolicy } from '@test/support/policy.js';
import { argumentsFor, type Names } from '@test/support/policy-arguments.js';
import { committedSchema, operationsOf, type SchemaOperation } from '@test/support/schema-documents.js';
import { ask, fingerprint, type Said } from './other-peoples-objects.questions.js';
import {
  type Caller,
  common,
  isTheirs,
  must,
  type Scene,
  SECRETS,
  startScene,
} from './other-peoples-objects.people.js';

/** Refusals that come before a lookup of the argument: nothing but success, and a request that is wrong in itself. */
const OTHER_REFUSAL = /^(?!\w+Success|InvalidInput|NotFound)[A-Z][a-z]\w+$/;
const policy = readPolicy();
const operations = operationsOf(committedSchema());
const rowOf = ({ name }: SchemaOperation): PolicyRow =>
  policy.rows.find(({ operation }) => operation === name) ?? { operation: name, reach: {}, names: {}, missing: '–' };
const kindsOf = (row: PolicyRow, path: string): readonly Kind[] => row.names[path] ?? [];
/** Operations in which something can be out of reach. */
const named = operations.filter((operation) => rowOf(operation).missing !== '–');

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
}, 60_000);
afterAll(() => scene.desk.close());

/** Whether the outcome says what the policy's last column says of things that are missing. */
function isMissing({ missing }: PolicyRow, path: string, outcome: string): boolean {
  const field = path.split('.').at(-1) ?? '';
  const [word = '', ...place] = outcome.split(' ');
  const isHere =
    place.length === 0 || outcome === 'empty list' || new RegExp(`(^|[. ])${field}(\\.0)?$`).test(place.join(' '));
  return isHere && missing.split(' or ').includes(outcome === 'empty list' ? outcome : word);
}

describe.each(['HTTP', 'WebSocket'])('over %s', (transport) => {
  const possible = operations.filter(({ kind }) => transport === 'WebSocket' || kind !== 'subscription');
  const as = ({ token, socket }: Caller) => (transport === 'HTTP' ? { token } : { socket });

  it.each(possible.filter((operation) => Object.keys(rowOf(operation).reach).length < 6))(
    '[S3] [B22] $name is closed to everybody whose role does not give it, and changes nothing',
    async (operation) => {
      const { callers, desk } = scene;
      const before = await fingerprint(desk.database);
      for (const caller of callers) {
        const row = rowOf(operation);
        if (row.reach[caller.role]) continue;
        const { outcome } = await ask(desk, operation, argumentsFor(operation, row, caller.own), as(caller));
        expect([caller.name, outcome]).toEqual([
          caller.name,
          caller.role === 'Anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN',
        ]);
      }
      expect(await fingerprint(desk.database)).toEqual(before);
    },
  );

  it.each(possible.filter((operation) => named.includes(operation)))(
    '[S3] [B22] $name says of somebody else’s object, and of a deleted one, what it says of none, and changes nothing',
    async (operation) => {
      const row = rowOf(operation);
      const { callers, desk, theirs, deleted, missing } = scene;
      const before = await fingerprint(desk.database);
      for (const caller of callers) {
        const reach = row.reach[caller.role];
        if (!reach || reach === 'public' || reach === 'all' || (caller.isColleague && reach !== 'own')) continue;
        for (const path of operation.names)
          for (const kind of kindsOf(row, path)) {
            if (!isTheirs(caller, kind)) continue;
            const said = async (name: string): Promise<Said> =>
              ask(desk, operation, argumentsFor(operation, row, caller.own, path, name), as(caller), name);
            const ofNone = await said(missing[kind]);
            const place = [caller.name, path, kind];
            const isRefused = isMissing(row, path, ofNone.outcome) || OTHER_REFUSAL.test(ofNone.outcome);
            expect([...place, ofNone.outcome, isRefused]).toEqual([...place, ofNone.outcome, true]);
            for (const [whose, name] of [
              ['theirs', theirs[kind]],
              ['deleted', deleted[kind]],
            ] as const) {
              const ofTheirs = await said(name);
              expect([...place, whose, ofTheirs]).toEqual([...place, whose, ofNone]);
              for (const secret of secretsBut(name)) expect(ofTheirs.text).not.toContain(secret);
            }
          }
      }
      expect(await fingerprint(desk.database)).toEqual(before);
    },
  );
});

/** Everything that nobody of these may learn. */
function secretsBut(name: string): string[] {
  const { brandCode: _, ...ids } = scene.theirs;
  return [...Object.values(ids), ...SECRETS].filter((secret) => secret !== name);
}

describe('whoever it belongs to', () => {
  /** Nouns that `node` does not give. */
  const noNodes: Kind[] = ['brandKey', 'serviceToken', 'session', 'shift', 'trigger'];
  /** Those that end the chat come last. */
  const ending = ['closeChat', 'leaveChat'];
  const inOrder = named
    .filter(({ kind }) => kind !== 'subscription')
    .toSorted((a, b) => Number(ending.includes(a.field)) - Number(ending.includes(b.field)));

  it.each(inOrder)(
    '[S3] [B22] is answered otherwise by $name, whatever his role, so that the others were refused for what they are',
    async (operation) => {
      const row = rowOf(operation);
      const { desk, missing, deleted } = scene;
      for (const [i, [role, email]] of ownersOf(row).entries())
        for (const path of operation.names)
          for (const kind of kindsOf(row, path)) {
            if (operation.field === 'node' && noNodes.includes(kind)) continue;
            const token = await tokenOf(email, row);
            const own = await ownThings(row, token);
            const said = (name: string) =>
              ask(desk, operation, argumentsFor(operation, row, own, path, name), { token }, name);
            const [ofNone, ofDeleted, ofOwn] = [
              await said(missing[kind]),
              await said(deleted[kind]),
              await said(own[kind]),
            ];
            // Supervisors and administrators may use it, but this is Ann's chat: that comes before a lookup of others.
            if (i > 0 && OTHER_REFUSAL.test(ofNone.outcome)) continue;
            const place = [role, path, kind];
            expect([...place, ofNone.outcome, isMissing(row, path, ofNone.outcome)]).toEqual([
              ...place,
              ofNone.outcome,
              true,
            ]);
            expect([...place, ofOwn.outcome]).not.toEqual([...place, ofNone.outcome]);
            if (policy.afterwards[kind] === 'gone') expect([...place, ofDeleted]).toEqual([...place, ofNone]);
          }
    },
  );

  it('[S3] still sees what is kept for the history after it was closed', async () => {
    const { desk, deleted } = scene;
    expect(await desk.ask(desk.ada, `{ agent(id: "${deleted.agent}") { id } }`)).toEqual({ id: deleted.agent });
    expect(await desk.ask(desk.ann, `{ chat(id: "${deleted.chat}") { id } }`)).toEqual({ id: deleted.chat });
    const kept = { serviceTokens: deleted.serviceToken, brandKeys: deleted.brandKey };
    for (const [list, id] of Object.entries(kept)) {
      const { nodes } = await desk.ask(desk.ada, `{ ${list}(first: 100) { nodes { id } } }`);
      expect(nodes).toContainEqual({ id });
    }
  });

  const tokens = new Map<string, string>();

  /** One log-in for all, but where it is what may be ended. */
  async function tokenOf(email: string, { reach }: PolicyRow): Promise<string> {
    if (reach.Agent === 'own') return logIn(scene.desk, email);
    const token = tokens.get(email) ?? (await logIn(scene.desk, email));
    tokens.set(email, token);
    return token;
  }

  function ownersOf({ reach }: PolicyRow): [string, string][] {
    const { ann, sue, ada } = scene.desk;
    const staff = [
      ['Agent', ann.email],
      ['Supervisor', sue.email],
      ['Admin', ada.email],
    ] as const;
    return staff.filter(([role]) => reach[role]).map(([role, email]) => [role, email]);
  }

  /** What may be changed or ended is made anew each time. */
  async function ownThings(row: PolicyRow, token: string): Promise<Names> {
    const { desk, theirs } = scene;
    if (row.reach.Agent === 'own')
      return { ...theirs, session: (await desk.ask({ token }, '{ mySessions { nodes { id } } }')).nodes[0].id };
    if (!/(Trigger|Shift|Key|Token|Account|Rights|inviteAgent)/.test(row.operation)) return theirs;
    const { id } = await desk.agent(`own-${Math.random().toString(36).slice(2)}`);
    const at = { agentId: id, brandId: desk.brands.BCW, brandCode: 'BCW' as const, from: { token } };
    return { ...theirs, ...(await common(desk, at)) };
  }
});

it('[S3] nobody else receives an event of what happens in a brand', async () => {
  const { desk, callers } = scene;
  const heard: string[] = [];
  const streams = operations.filter(({ kind }) => kind === 'subscription');
  const stops = callers
    .filter(({ isColleague }) => !isColleague)
    .flatMap(({ socket, own, name }) =>
      streams.map((operation) =>
        socket.subscribe(
          { query: operation.document, variables: argumentsFor(operation, rowOf(operation), own) },
          {
            next: (event) => heard.push(`${name}: ${JSON.stringify(event)}`),
            error: () => undefined,
            complete: () => undefined,
          },
        ),
      ),
    );
  // Opened last, so that what she has received has been offered to all others.
  const { visitor, chatId } = await desk.conversation(desk.ann, 'CANARY-1');
  const follows = await desk.follow(desk.ann, chatId);
  const watches = await desk.watch(desk.ann);
  await desk.say(visitor, chatId, 'CANARY-2');
  await must(desk, visitor, 'visitPage', { url: 'https://bestcustomwriting.example/CANARY-3' });
  await must(desk, visitor, 'tellWhoIAm', { name: 'CANARY-4' });
  await desk.goes(desk.ben, 'ONLINE');
  await desk.say(visitor, chatId, 'CANARY-5');
  await follows.until((event: unknown) => JSON.stringify(event).includes('CANARY-5'));
  await watches.until((event: unknown) => JSON.stringify(event).includes(chatId));
  for (const stop of stops) stop();
  const leaked = heard.filter(
    (line) => /CANARY/.test(line) || [chatId, visitor.id, desk.ben.id].some((id) => line.includes(id)),
  );
  expect(leaked).toEqual([]);
});

import { Logger } from '@nestjs/common';
import { buildSchema, type DocumentNode, getOperationAST, parse } from 'graphql';
import type { Source } from '@libs/live';
import type { EdgeContext } from '../requests/edge.js';
import { LiveOperation } from './live-operation.js';
import { type JudgedArgs, OpenResults, variablesBelowRoot } from './shared-results.js';
import { streamOf } from './stream.js';

interface Item {
  readonly text: string;
  readonly isPrivate?: boolean;
}
interface Message {
  readonly payload: { readonly data: { readonly said: Record<string, string | null> }; readonly errors?: object[] };
}
type Rights = 'inside' | 'outside';

const schema = buildSchema(`
  type Query { nothing: Int }
  type Subscription { said(room: String, after: String): Said }
  type Said { text: String, later: String, mine: String, viaLoader: String, cut(to: Int): String, broken: Int }`);
const asked = { text: 0, mine: 0 };
const shown: string[] = [];

/** A payload with resolvers as Nest makes them: functions of arguments and context. */
const payloadOf = ({ text }: Item) => ({
  said: {
    text: () => ((asked.text += 1), text),
    later: async () => (await Promise.resolve(), (asked.text += 1), text),
    mine: (_: unknown, { actor }: EdgeContext) => ((asked.mine += 1), `${text} for ${actor.id}`),
    viaLoader: async (_: unknown, edge: EdgeContext) => {
      await Promise.resolve();
      const { actor } = { ...edge };
      return actor.id;
    },
    cut: ({ to }: { to: number }) => text.slice(0, to),
    broken: () => {
      throw new Error('select secret from /srv');
    },
  },
});

const documents = new Map<string, DocumentNode>();
function argsOf(source: string, id: string, variableValues: Record<string, unknown> = {}): JudgedArgs {
  const document = documents.get(source) ?? parse(source);
  documents.set(source, document);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const credentials = { authorization: undefined, address: '127.0.0.1', userAgent: undefined };
  const contextValue: EdgeContext = {
    actor: { kind: 'TEST', id },
    credentials,
    transport: 'WEBSOCKET',
    requestId: `request-${id}`,
    loaders: new Map(),
  };
  return {
    schema,
    document,
    operation,
    variableValues,
    cost: { requested: 1, limit: 9 },
    hidesSchema: false,
    contextValue,
  };
}

/** Tells when it is over. */
class Subscription extends LiveOperation {
  readonly #ended = Promise.withResolvers<void>();
  readonly ended = this.#ended.promise;

  protected override over(error?: Error): void {
    if (error) this.#ended.reject(error);
    else this.#ended.resolve();
  }
}

/** What a frame of less than 64 KB says. */
function messageIn(frame: Buffer): Message {
  const short = (frame[1] ?? 0) < 126;
  const text = frame.subarray(short ? 2 : 4);
  expect([frame[0], text.length]).toEqual([0x81, short ? frame[1] : frame.readUInt16BE(2)]);
  return JSON.parse(text.toString()) as Message;
}

/** Opens subscriptions of several people to one source; what each is sent. */
function desk() {
  const open = new OpenResults();
  const sinks = new Set<Parameters<Source<Item>>[0]>();
  const source: Source<Item> = (sink) => {
    sinks.add(sink);
    return () => sinks.delete(sink);
  };
  const follow = (document: string, id: string, rights: Rights | undefined, variables?: Record<string, unknown>) => {
    const sent: Message[] = [];
    const show = (item: Item) => {
      shown.push(id);
      return rights === 'outside' && item.isPrivate ? undefined : payloadOf(item);
    };
    const stream = streamOf(source, show, () => rights);
    const push = (frame: Buffer) => void sent.push(messageIn(frame));
    const outlet = { push, room: () => undefined };
    const operation = new Subscription(stream as never, argsOf(document, id, variables), `"${id}"`, outlet, open);
    operation.begin();
    const data = () => sent.map(({ payload }) => payload.data.said);
    return { operation, sent, data };
  };
  const say = (item: Item) => sinks.forEach((sink) => sink.push(item));
  return { open, sinks, follow, say };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(() => {
  Object.assign(asked, { text: 0, mine: 0 });
  shown.length = 0;
});

it('[P4] executes once for a thousand viewers of the same rights, and tells each in his own message', () => {
  const { follow, say, open } = desk();
  const viewers = Array.from({ length: 1_000 }, (_, i) =>
    follow('subscription($a: String) { said(after: $a) { text } }', `v${i}`, 'inside', { a: `place ${i}` }),
  );
  say({ text: 'Hello' });
  expect(asked.text).toBe(1);
  expect(shown).toHaveLength(1);
  for (const [i, { sent }] of viewers.entries())
    expect(sent).toEqual([
      {
        id: `"v${i}"`,
        type: 'next',
        payload: { data: { said: { text: 'Hello' } }, extensions: { cost: { requested: 1, limit: 9 } } },
      },
    ]);
  expect(open.users).toBe(1_000);
});

it('[P4] [S15] shares nothing between different rights: a private note never reaches the visitor who uses the same document', () => {
  const { follow, say } = desk();
  const document = 'subscription { said { text } }';
  const [visitor, agent, other] = [
    follow(document, 'visitor', 'outside'),
    follow(document, 'agent', 'inside'),
    follow(document, 'other visitor', 'outside'),
  ];
  say({ text: 'note', isPrivate: true });
  say({ text: 'answer' });
  expect(agent.data()).toEqual([{ text: 'note' }, { text: 'answer' }]);
  for (const { data } of [visitor, other]) expect(data()).toEqual([{ text: 'answer' }]);
  expect(asked.text).toBe(3);
});

it.each(['mine', 'viaLoader', 'text ... @include(if: true) { mine }'])(
  '[S15] never shares a result whose resolvers looked at the viewer, though the rights are declared the same: %s',
  async (fields) => {
    const { follow, say } = desk();
    const viewers = ['ann', 'ben', 'eve'].map((id) => ({
      id,
      ...follow(`subscription { said { ${fields} } }`, id, 'inside'),
    }));
    say({ text: 'Hello' });
    say({ text: 'Again' });
    await settled();
    for (const { id, data } of viewers) {
      expect(data()).toHaveLength(2);
      for (const said of data()) expect(said['mine'] ?? said['viaLoader']).toContain(id);
    }
  },
);

it('executes for each viewer where no rights are declared', () => {
  const { follow, say } = desk();
  const viewers = ['ann', 'ben'].map((id) => follow('subscription { said { text } }', id, undefined));
  say({ text: 'Hello' });
  expect(shown).toEqual(['ann', 'ben']);
  for (const { data } of viewers) expect(data()).toEqual([{ text: 'Hello' }]);
});

it('tells variables apart that are used below the root field, and no others', () => {
  const { follow, say } = desk();
  const document = 'subscription($n: Int, $b: Boolean!) { said { cut(to: $n) @include(if: $b) text } }';
  const [two, three, none] = [
    follow(document, 'a', 'inside', { n: 2, b: true }),
    follow(document, 'b', 'inside', { n: 3, b: true }),
    follow(document, 'c', 'inside', { n: 2, b: false }),
  ];
  say({ text: 'Hello' });
  expect([two.data(), three.data(), none.data()]).toEqual([
    [{ cut: 'He', text: 'Hello' }],
    [{ cut: 'Hel', text: 'Hello' }],
    [{ text: 'Hello' }],
  ]);
  const of = (source: string) => variablesBelowRoot(parse(source), getOperationAST(parse(source)) as never);
  expect(of('subscription($a: String, $r: String) { said(after: $a, room: $r) { text } }')).toEqual([]);
  expect(of('subscription($a: Int) { ...f } fragment f on Subscription { said { cut(to: $a) } }')).toEqual(['a']);
  expect(of('subscription($a: Boolean!) { said @skip(if: $a) { text } }')).toEqual(['a']);
});

it('[K2] keeps the order of items whose resolvers take their time', async () => {
  const { follow, say } = desk();
  const { data, operation } = follow('subscription { said { later } }', 'ann', 'inside');
  const late = follow('subscription { said { later } }', 'ben', 'inside');
  for (const text of ['1', '2', '3']) say({ text });
  expect(operation.room()).toBeInstanceOf(Promise);
  await settled();
  for (const each of [data(), late.data()]) expect(each).toEqual([{ later: '1' }, { later: '2' }, { later: '3' }]);
  expect(asked.text).toBe(3);
  expect(operation.room()).toBeUndefined();
});

it('[S1] masks the errors of a shared execution', () => {
  const { follow, say } = desk();
  const { sent } = follow('subscription { said { broken } }', 'ann', 'inside');
  say({ text: 'Hello' });
  expect(sent[0]?.payload).toMatchObject({
    data: { said: { broken: null } },
    errors: [{ extensions: { requestId: 'request-ann' } }],
  });
  expect(JSON.stringify(sent)).not.toMatch(/secret|srv/);
});

it('leaves the source when the client completes, and is forgotten', async () => {
  const { follow, say, sinks, open } = desk();
  const { operation, sent } = follow('subscription { said { text } }', 'ann', 'inside');
  await operation.return();
  say({ text: 'Hello' });
  expect([sent, sinks.size, open.users]).toEqual([[], 0, 0]);
});

it('fails with the error of its stream', async () => {
  const { follow, sinks } = desk();
  const { operation } = follow('subscription { said { text } }', 'ann', 'inside');
  sinks.forEach((sink) => sink.end(new Error('too old')));
  await expect(operation.ended).rejects.toThrow('too old');
});

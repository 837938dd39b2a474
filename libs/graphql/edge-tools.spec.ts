import { Field, ObjectType } from '@nestjs/graphql';
import { NotFound, Refusal } from '@libs/domain';
import { answer, resultUnion } from './fields/answer.js';
import { toConnection } from './fields/connection.js';
import { OpenSockets } from './sockets/open-sockets.js';
import { RefusalType } from './fields/refusal.types.js';
import { mapIterator } from './sockets/stream.js';

@ObjectType({ description: 'Done.' })
class WaveSuccess {
  @Field(() => String, { description: 'How.' })
  how: string;
}
@ObjectType('HandIsFull', { implements: () => [RefusalType], description: 'No.' })
class HandIsFullType extends RefusalType {}

describe('answer', () => {
  const union = resultUnion('Wave', WaveSuccess, { HandIsFull: HandIsFullType });
  const refuse = (refusal: Refusal) => answer(union, Promise.reject(refusal), () => ({ how: 'high' }));

  it('shows the outcome as the success type', async () => {
    const shown = await answer(union, Promise.resolve({ height: 3 }), ({ height }) => ({ how: `${height} m` }));
    expect(shown).toEqual({ __typename: 'WaveSuccess', how: '3 m' });
  });

  it('shows a declared refusal as a plain object of its type', async () => {
    const shown = await refuse(new Refusal('HandIsFull', 'Put it down.', { items: 2 }));
    expect(shown).toEqual({ __typename: 'HandIsFull', reason: 'Put it down.', items: 2 });
    expect(shown).not.toBeInstanceOf(Error);
    expect(await refuse(new NotFound('hand', 'handId'))).toMatchObject({ __typename: 'NotFound', field: 'handId' });
  });

  it('does not let details change the type or the reason', async () => {
    const refusal = new Refusal('HandIsFull', 'Put it down.', { __typename: 'WaveSuccess', reason: 'Fine.' });
    expect(await refuse(refusal)).toMatchObject({ __typename: 'HandIsFull', reason: 'Put it down.' });
  });

  it('lets every other error through', async () => {
    await expect(refuse(new Refusal('Undeclared', 'No.'))).rejects.toMatchObject({ code: 'Undeclared' });
    await expect(answer(union, Promise.reject(new Error('broken')), () => ({}))).rejects.toThrow('broken');
    const failing = answer(union, Promise.resolve({}), () => Promise.reject(new Error('cannot show')));
    await expect(failing).rejects.toThrow('cannot show');
  });

  it('needs a union of resultUnion', async () => {
    await expect(answer({}, Promise.resolve({}), () => ({}))).rejects.toThrow('resultUnion');
  });
});

describe('a stream of payloads', () => {
  const source = (items: readonly number[], ended: string[]) =>
    (async function* () {
      try {
        for (const item of items) yield await Promise.resolve(item);
      } finally {
        ended.push('ended');
      }
    })();

  it('shows each item, in order, and skips what is not to be shown', async () => {
    const shown: string[] = [];
    const even = (n: number) => Promise.resolve(n % 2 === 0 ? `#${n}` : undefined);
    for await (const text of mapIterator(source([1, 2, 3, 4], []), even)) shown.push(text);
    expect(shown).toEqual(['#2', '#4']);
  });

  it('ends its source when it is ended', async () => {
    const ended: string[] = [];
    const stream = mapIterator(source([1, 2], ended), (n) => n);
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    expect(await stream.return?.()).toEqual({ done: true, value: undefined });
    expect(ended).toEqual(['ended']);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('ends its source when an item cannot be shown', async () => {
    const ended: string[] = [];
    const stream = mapIterator(source([1, 2], ended), () => {
      throw new Error('cannot show');
    });
    await expect(stream.next()).rejects.toThrow('cannot show');
    expect(ended).toEqual(['ended']);
  });

  it('hands on the error of its source', async () => {
    const failing = (async function* () {
      yield await Promise.resolve(1);
      throw new Error('source broke');
    })();
    const stream = mapIterator(failing, (n) => n);
    await stream.next();
    await expect(stream.next()).rejects.toThrow('source broke');
  });
});

it('a page becomes a connection with the cursors of its ends', () => {
  const items = ['a', 'b'].map((node) => ({ node, cursor: `c-${node}` }));
  const two = toConnection({ items, hasNext: true, hasPrevious: false });
  expect([two.edges, two.nodes]).toEqual([items, ['a', 'b']]);
  expect(two.pageInfo).toMatchObject({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: 'c-a',
    endCursor: 'c-b',
  });
  expect(toConnection({ items: [], hasNext: false, hasPrevious: true }).pageInfo).toMatchObject({
    hasNextPage: false,
    hasPreviousPage: true,
    startCursor: null,
    endCursor: null,
  });
});

it('open sockets are closed by whose they are, and forgotten', () => {
  const sockets = new OpenSockets();
  const closed: [string, number][] = [];
  const open = (kind: string, id: string, name: string) => {
    const socket = { close: (code: number) => void closed.push([name, code]) };
    sockets.add({ kind, id }, socket);
    return () => sockets.remove({ kind, id }, socket);
  };
  const forget = open('AGENT', '1', 'first');
  open('AGENT', '1', 'second');
  open('VISITOR', '1', 'third');
  expect(sockets.count).toBe(3);
  expect(sockets.closeOf({ kind: 'AGENT', id: '1' }, 'Rights ended.')).toBe(2);
  expect(closed).toEqual([
    ['first', 4403],
    ['second', 4403],
  ]);
  forget();
  forget();
  expect(sockets.count).toBe(2);
  expect(sockets.closeOf({ kind: 'AGENT', id: '2' }, 'Nobody.')).toBe(0);
  sockets.closeAll('Stopping.');
  expect(closed.slice(2).map(([, code]) => code)).toEqual([1001, 1001]);
});

import fc from 'fast-check';
import { inputHash } from './client-keys.js';

const hash = (input: object): string => inputHash(input).toString('hex');

/** The same value with the fields of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, field]) => [name, turned(field)]),
  );
}

/** What an input means: null and missing are the same. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, meaning(field)]),
  );
}

const inputs = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });

describe('the hash of an input', () => {
  it('is the same whatever the order of the fields', () => {
    fc.assert(fc.property(inputs, (input) => expect(hash(turned(input) as object)).toBe(hash(input))));
  });

  it('differs for inputs that mean something else, and only for those', () => {
    fc.assert(
      fc.property(inputs, inputs, (one, two) => {
        const strip = ({ clientKey: _, ...rest }: Record<string, unknown>) => JSON.stringify(meaning(rest));
        expect(hash(one) === hash(two)).toBe(strip(one) === strip(two));
      }),
    );
  });

  it.each([
    [{ text: '1' }, { text: 1 }],
    [{ list: ['a', 'b'] }, { list: ['b', 'a'] }],
    [{ list: [['a'], 'b'] }, { list: ['a', ['b']] }],
    [{ a: { b: 1 } }, { 'a.b': 1 }],
    [{ at: new Date(1) }, { at: new Date(2) }],
  ])('tells %j from %j', (one, two) => {
    expect(hash(one)).not.toBe(hash(two));
  });

  it('leaves out the client key, but not a field of that name further in', () => {
    expect(hash({ clientKey: 'one', a: 1 })).toBe(hash({ clientKey: 'two', a: 1 }));
    expect(hash({ a: { clientKey: 'one' } })).not.toBe(hash({ a: { clientKey: 'two' } }));
  });
});

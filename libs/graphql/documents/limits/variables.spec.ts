import fc from 'fast-check';
import { variableFault } from './variables.js';

const KB = 1024;

describe('the variables of a request', () => {
  it.each([
    [undefined],
    [null],
    [{}],
    [{ input: { clientKey: 'k', tags: ['a', 'b'], hours: { windows: [{ weekdays: ['MON'] }] } } }],
    [{ text: 'Ω 😀 \u0001' }],
  ])('are in order: %j', (variables) => {
    expect(variableFault(variables, KB)).toBeUndefined();
  });

  it('say where the fault is', () => {
    expect(variableFault({ input: { tags: ['a', 'x'.repeat(KB)] } }, KB)?.path).toBe('input.tags.1');
    expect(variableFault(JSON.parse('{"a":[{"__proto__":1}]}'), KB)?.path).toBe('a.0.__proto__');
    expect(variableFault(['a'], KB)).toEqual({ reason: 'The variables must be an object.', path: '' });
  });

  it('are bounded by their bytes, not by their characters', () => {
    expect(variableFault({ a: 'x'.repeat(KB - 1) }, KB)).toBeUndefined();
    expect(variableFault({ a: 'x'.repeat(KB) }, KB)).toBeDefined();
    expect(variableFault({ a: '😀'.repeat(KB / 4) }, KB)).toBeDefined();
  });

  it('are looked at to the end, whatever they are', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 20 }), (value) => {
        expect(() => variableFault({ value }, KB)).not.toThrow();
      }),
    );
  });
});

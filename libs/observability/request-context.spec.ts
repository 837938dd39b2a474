import { setImmediate } from 'node:timers/promises';
import { SystemIds } from '@libs/domain';
import {
  acceptRequestId,
  currentOperation,
  currentRequestId,
  nameOperation,
  runWithRequestId,
} from './request-context.js';

const ids = new SystemIds();

describe('request ids', () => {
  it.each(['a', 'A-b_c.9', 'x'.repeat(64)])('accepts %s', (id) => {
    expect(acceptRequestId(id, ids)).toBe(id);
  });

  it.each([undefined, '', 'x'.repeat(65), 'a b', 'a\nb', 'é', '{}', ['a', 'b']])('makes a new id for %j', (given) => {
    const made = acceptRequestId(given, ids);
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(acceptRequestId(given, ids)).not.toBe(made);
  });

  it('follows the work it was given to, and only that', async () => {
    const seen = await Promise.all(
      ['one', 'two'].map((id) =>
        runWithRequestId(id, async () => {
          nameOperation(`work ${id}`);
          await setImmediate();
          return [currentRequestId(), currentOperation()];
        }),
      ),
    );
    expect(seen).toEqual([
      ['one', 'work one'],
      ['two', 'work two'],
    ]);
    expect(currentRequestId()).toBeUndefined();
  });

  it('ignores the name of an operation outside of any request', () => {
    nameOperation('nothing');
    expect(currentOperation()).toBeUndefined();
  });
});

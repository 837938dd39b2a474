import { databaseErrorOf } from './database-errors.js';
import { unavailable } from './errors.js';

const withCode = (code: string, message = 'insert into "agent" values (\'secret\')') =>
  Object.assign(new Error(message), { code });

describe('[S1] an error of the database', () => {
  it.each([
    ['22021', 'BAD_USER_INPUT'],
    ['22P05', 'BAD_USER_INPUT'],
    ['22003', 'BAD_USER_INPUT'],
    ['22001', 'BAD_USER_INPUT'],
    ['22P02', 'BAD_USER_INPUT'],
    ['22008', 'BAD_USER_INPUT'],
    ['23505', 'CONFLICT'],
    ['40P01', 'CONFLICT'],
    ['57014', 'TIMEOUT'],
    ['53300', 'SERVICE_UNAVAILABLE'],
    ['57P03', 'SERVICE_UNAVAILABLE'],
    ['08006', 'SERVICE_UNAVAILABLE'],
    ['ECONNREFUSED', 'SERVICE_UNAVAILABLE'],
  ])('%s is told as %s, without its text', (state, code) => {
    const told = databaseErrorOf(withCode(state));
    expect(told).toMatchObject({ code });
    expect(JSON.stringify(told)).not.toMatch(/secret|agent/);
  });

  it('is known by its cause, and by the text of the client library when it has no code', () => {
    expect(databaseErrorOf(new Error('wrapped', { cause: withCode('22021') }))).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(databaseErrorOf(new Error('Connection terminated unexpectedly'))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(databaseErrorOf(new Error('timeout exceeded when trying to connect'))).toBeDefined();
  });

  it('that shows a mistake of ours stays ours', () => {
    for (const error of [
      withCode('42P01'),
      withCode('42601'),
      withCode('23502'),
      new Error('Connection'),
      'text',
      null,
    ])
      expect(databaseErrorOf(error)).toBeUndefined();
  });

  it('asks an answer without data to be repeated, with HTTP 503', () => {
    expect(unavailable(withCode('57P03'))?.extensions).toEqual({
      code: 'SERVICE_UNAVAILABLE',
      http: { status: 503, headers: new Map([['retry-after', '2']]) },
    });
    expect(unavailable(withCode('22021'))).toBeUndefined();
  });
});

import { DataFolderInUse } from '@libs/embedded-postgres';
import { NotFound } from '@libs/domain';
import { inPlainWords } from './plain-words.js';

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('what an operator reads of an error at the start', () => {
  it.each([
    [new DataFolderInUse('/data', 4711), /in use by process 4711.*choose another data folder/],
    [withCode('listen EADDRINUSE: 127.0.0.1:3000', 'EADDRINUSE'), /127\.0\.0\.1:3000.*PARLEY_PORT/],
    [withCode("EROFS: read-only file system, mkdir '/x'", 'EROFS'), /cannot be written to.*PARLEY_DATA/],
    [withCode('ENOSPC: no space left on device, write', 'ENOSPC'), /The disk is full/],
    [withCode('password authentication failed for user "a"', '28P01'), /PostgreSQL cannot be used: .*DATABASE_URL/],
    [withCode('relation "fact" does not exist', '42P01'), /"fact".*migrate/],
    [new NotFound('brand', 'code'), /^No such brand\.$/],
  ])('%s', (error, text) => {
    expect(inPlainWords(error)).toMatch(text);
    expect(inPlainWords(error)).not.toContain('\n');
  });

  it('tells every address of a host that was tried', () => {
    const each = [
      withCode('connect ECONNREFUSED ::1:1', 'ECONNREFUSED'),
      withCode('connect ECONNREFUSED 127.0.0.1:1', ''),
    ];
    const error = Object.assign(new AggregateError(each), { code: 'ECONNREFUSED' });
    expect(inPlainWords(error)).toMatch(/::1:1.*127\.0\.0\.1:1/);
  });

  it('leaves the faults of the program their stack', () => {
    expect(inPlainWords(new TypeError('x is not a function'))).toBeUndefined();
    expect(inPlainWords(withCode('syntax error at or near "selct"', '42601'))).toBeUndefined();
  });
});

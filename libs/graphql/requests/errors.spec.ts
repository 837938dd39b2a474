import { Logger } from '@nestjs/common';
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import { InvalidInput, Refusal } from '@libs/domain';
import { badRequest, forbidden, maskError, unauthenticated } from './errors.js';

// What is logged is the concern of other tests.
beforeAll(() => {
  Logger.overrideLogger(false);
});

/** What a client sees of an error that a resolver threw. */
const shown = (thrown: unknown, path = ['chat', 'messages']) => {
  const original = thrown instanceof Error ? thrown : new Error(String(thrown));
  const error =
    original instanceof GraphQLError
      ? original
      : new GraphQLError(original.message, { originalError: original, path, nodes: [] });
  return maskError(error.toJSON(), error, 'request-1');
};

describe('an error of ours', () => {
  const secrets = [
    new Error('connect ECONNREFUSED 10.0.0.7:5432'),
    new TypeError("Cannot read properties of undefined (reading 'id')"),
    Object.assign(new Error('select password from agent'), { code: '42P01', query: 'select password' }),
    Object.assign(new Error('/srv/parley/src/x.ts'), { extensions: { code: 'INTERNAL_SERVER_ERROR', stack: '/srv' } }),
    Object.assign(new Error('hidden'), { code: 'FORBIDDEN' }),
    'a thrown text',
  ];

  it.each(secrets.map((error) => [String(error), error]))('shows nothing of itself: %s', (_, error) => {
    expect(shown(error)).toEqual({
      message: 'Something went wrong on our side. The request id finds it in the log.',
      path: ['chat', 'messages'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' },
    });
  });

  it('is ours too when it names a code that no client error has', () => {
    const error = new GraphQLError('secret', {
      extensions: { code: 'ER_DUP', sql: 'select 1', http: { status: 418 } },
    });
    expect(JSON.stringify(maskError(error.toJSON(), error, undefined))).not.toMatch(/secret|select|418/);
  });
});

describe("a client's own mistake", () => {
  it('is shown as it is', () => {
    expect(shown(unauthenticated())).toEqual({ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } });
    expect(shown(forbidden()).extensions).toEqual({ code: 'FORBIDDEN' });
    expect(shown(badRequest('Too far.', { field: 'first' })).extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'first',
    });
  });

  it('is shown without a stack', () => {
    const error = new GraphQLError('No.', { extensions: { code: 'BAD_REQUEST', stacktrace: ['/srv/x.ts:1'] } });
    expect(maskError(error.toJSON(), error, undefined)).toEqual({
      message: 'No.',
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it('is shown when graphql-js itself found it: wrong documents and wrong variables', () => {
    const schema = buildSchema('type Query { a(n: Int!): String }');
    const [invalid] = validate(schema, parse('{nothing}'));
    const coerced = execute({ schema, document: parse('query($n: Int!){a(n: $n)}'), variableValues: { n: 'x' } });
    const [wrongVariable] = 'errors' in coerced ? (coerced.errors ?? []) : [];
    for (const error of [invalid, wrongVariable])
      expect(error && maskError(error.toJSON(), error, undefined)).toMatchObject({
        message: error?.message,
        extensions: { code: 'BAD_USER_INPUT' },
      });
  });
});

describe('a refusal that no union declares', () => {
  it('is shown with its reason and details', () => {
    expect(shown(new InvalidInput('first', 'Too many.'))).toEqual({
      message: 'Too many.',
      path: ['chat', 'messages'],
      extensions: { code: 'BAD_USER_INPUT', refusal: 'InvalidInput', field: 'first' },
    });
  });

  it('that asks for a resync has a code of its own', () => {
    const { extensions } = shown(new Refusal('ResyncRequired', 'Too old.', { field: 'after' }));
    expect(extensions).toEqual({ code: 'RESYNC_REQUIRED', refusal: 'ResyncRequired', field: 'after' });
  });

  it('cannot change its code by its details', () => {
    const { extensions } = shown(new Refusal('Nope', 'No.', { code: 'INTERNAL_SERVER_ERROR', refusal: 'Other' }));
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', refusal: 'Nope' });
  });
});

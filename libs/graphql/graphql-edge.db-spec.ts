import { type Edge, edges, overHttp, overSocket, type Request, useEdges } from '@test/support/test-edge.js';

useEdges();

describe.each([
  ['HTTP', overHttp],
  ['WebSocket', overSocket],
])('over %s', (transport, ask) => {
  const codeOf = async (request: Request, token?: string, edge?: Edge) => {
    const { errors } = await ask(request, token, edge);
    return errors?.[0]?.extensions['code'];
  };

  it('answers a query and a mutation, as whoever the token says', async () => {
    const id = transport === 'HTTP' ? 'HTTP' : 'WEBSOCKET';
    expect((await ask({ query: '{me}' }, 'good')).data).toEqual({ me: `AGENT a-1 ${id}` });
    expect((await ask({ query: '{me}' })).data).toEqual({ me: `ANONYMOUS anonymous ${id}` });
    const query =
      'mutation($h: Int!){wave(input:{clientKey:"k",height:$h}){... on WaveSuccess{height} ... on InvalidInput{reason field}}}';
    expect((await ask({ query, variables: { h: 1 } })).data).toEqual({ wave: { height: 1 } });
    expect((await ask({ query, variables: { h: 3 } })).data).toEqual({
      wave: { reason: 'Too high.', field: 'height' },
    });
  });

  it('gives each kind of error its code, and data where there is some', async () => {
    expect(await codeOf({ query: '{' })).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf({ query: '{nothing}' })).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf({ query: 'query a{me} query b{me}' })).toBe('OPERATION_RESOLUTION_FAILURE');
    expect(await codeOf({ query: '{me}', operationName: 'other' })).toBe('OPERATION_RESOLUTION_FAILURE');
    expect(await codeOf({ query: 'query($n: Int!){next(n: $n)}', variables: { n: 'x' } })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ query: '{fail(how:"forbidden")}' })).toBe('FORBIDDEN');
    expect(await codeOf({ query: '{fail(how:"refusal")}' })).toBe('BAD_USER_INPUT');
    const { data, errors } = await ask({ query: '{me fail(how:"refusal")}' });
    expect(data).toMatchObject({ fail: null, me: expect.any(String) });
    expect(errors).toMatchObject([
      { message: 'Not now.', path: ['fail'], extensions: { refusal: 'Nope', field: 'how' } },
    ]);
  });

  it('shows nothing of an error of ours but an id', async () => {
    const { errors } = await ask({ query: '{fail(how:"internal")}' });
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side. The request id finds it in the log.',
        path: ['fail'],
        locations: [{ line: 1, column: 2 }],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
      },
    ]);
  });

  it.each([
    [
      'depth through fragments',
      '{...__x} fragment __x on Query{__schema{types{fields{type{name}}}} ...y} fragment y on Query{me}',
      undefined,
    ],
    ['aliases', `{${Array.from({ length: 31 }, (_, i) => `a${i}:me`).join(' ')}}`, 'GRAPHQL_VALIDATION_FAILED'],
    ['root fields in fragments', `{...f} fragment f on Query{${'me '.repeat(21)}}`, 'GRAPHQL_VALIDATION_FAILED'],
    ['circular fragments', '{...f} fragment f on Query{...g} fragment g on Query{...f}', 'GRAPHQL_VALIDATION_FAILED'],
    ['tokens', `{${'me '.repeat(2500)}}`, 'GRAPHQL_PARSE_FAILED'],
    ['duplicated directives', `{me ${'@skip(if:false)'.repeat(20)}}`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown prototype', '{__proto__ constructor}', 'GRAPHQL_VALIDATION_FAILED'],
  ])('bounds %s', async (_, query, code) => {
    expect(await codeOf({ query })).toBe(code);
  });

  it('tells the schema only where that is switched on', async () => {
    expect((await ask({ query: '{__schema{queryType{name}}}' })).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
    expect(await codeOf({ query: '{__schema{queryType{name}}}' }, undefined, edges.closed)).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect(await codeOf({ query: '{__type(name:"Query"){name}}' }, undefined, edges.closed)).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect((await ask({ query: '{mee}' })).errors?.[0]?.message).toMatch(/Did you mean "me"/);
    expect((await ask({ query: '{mee}' }, undefined, edges.closed)).errors?.[0]?.message).toBe(
      'Cannot query field "mee" on type "Query".',
    );
    expect((await ask({ query: '{__typename}' }, undefined, edges.closed)).data).toEqual({ __typename: 'Query' });
  });
});

describe('the HTTP endpoint', () => {
  it('answers a bad token with 401 and a broken authenticator with an id only', async () => {
    expect(await overHttp({ query: '{me}' }, 'bad')).toMatchObject({
      status: 401,
      errors: [
        { message: expect.stringContaining('The token is not valid.'), extensions: { code: 'UNAUTHENTICATED' } },
      ],
    });
    const crashed = await overHttp({ query: '{me}' }, 'crash');
    expect(crashed.status).toBe(500);
    expect(JSON.stringify(crashed)).not.toMatch(/secret|10\.0\.0\.7/);
    expect(crashed.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });

  it('takes no batches, no mutations by GET, no forms and no subscriptions', async () => {
    const post = (body: string, type: string) =>
      fetch(edges.open.http, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('[{"query":"{me}"}]', 'application/json')).status).toBe(400);
    expect((await post('query=%7Bme%7D', 'application/x-www-form-urlencoded')).status).toBe(400);
    expect((await post('{"query":"{me}"}', 'text/plain')).status).toBe(400);
    const mutation = encodeURIComponent('mutation{wave(input:{clientKey:"k",height:1}){__typename}}');
    const headers = { 'apollo-require-preflight': '1' };
    expect((await fetch(`${edges.open.http}?query=${mutation}`, { headers })).status).toBe(405);
    const { errors } = await overHttp({ query: 'subscription{ticks(count:1)}' });
    expect(errors?.[0]?.extensions['code']).toBe('BAD_REQUEST');
  });
});

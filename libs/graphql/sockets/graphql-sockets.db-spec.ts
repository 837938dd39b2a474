import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from '@test/support/foundation.js';
import { edges, openStreams, slow, socket, startEdge, useEdges } from '@test/support/test-edge.js';
import { OpenSockets } from './open-sockets.js';

useEdges();

describe('the WebSocket endpoint', () => {
  it('streams a subscription to its end', async () => {
    const client = createClient({ url: edges.open.ws, webSocketImpl: WebSocket, retryAttempts: 0 });
    const seen: unknown[] = [];
    for await (const { data } of client.iterate({ query: 'subscription{ticks(count:3)}' })) seen.push(data?.['ticks']);
    expect(seen).toEqual([1, 2, 3]);
    await client.dispose();
  });

  it.each([
    [-1, { code: 'RESYNC_REQUIRED', refusal: 'ResyncRequired' }],
    [-2, { code: 'INTERNAL_SERVER_ERROR' }],
  ])('ends a subscription whose source fails (%d) with one error, and keeps the socket', async (count, extensions) => {
    const { connect, subscribe, messagesOf, client } = socket(edges.open.ws);
    await connect();
    subscribe('s', { query: 'subscription($n: Int!){ticks(count:$n)}', variables: { n: count } });
    await until(() => messagesOf('s').length > 0);
    expect(messagesOf('s')).toMatchObject([{ type: 'error', payload: [{ extensions }] }]);
    expect(JSON.stringify(messagesOf('s'))).not.toContain('/srv');
    subscribe('q', { query: '{me}' });
    await until(() => messagesOf('q').length > 0);
    expect(messagesOf('q')[0]).toMatchObject({ type: 'next' });
    client.terminate();
  });

  it.each([
    ['bad', 4403, 'Forbidden'],
    // A client shall come back with what it has, by itself: 4403 would tell it to get another token.
    ['crash', 1013, 'Try again later.'],
  ])('closes a connection whose token (%s) does not let it in with %d', async (token, code, reason) => {
    const { connect, ended, messages } = socket(edges.open.ws);
    await connect(token);
    expect(await ended).toEqual({ code, reason });
    expect(messages).toEqual([]);
  });

  it('closes the socket with 4403 when its token expires, and ends its streams', async () => {
    const { connect, ended, subscribe, messagesOf } = socket(edges.open.ws);
    await connect('short');
    subscribe('s', { query: 'subscription{ticks(count:0)}' });
    await until(() => messagesOf('s').length > 0);
    expect(openStreams.size).toBe(1);
    expect(await ended).toEqual({ code: 4403, reason: 'The access token expired.' });
    await until(() => openStreams.size === 0);
  });

  it('keeps a socket open whose token outlives any timer', async () => {
    const { connect, subscribe, messagesOf, client } = socket(edges.open.ws);
    await connect('long');
    subscribe('q', { query: '{me}' });
    await until(() => messagesOf('q').length > 0);
    expect(client.readyState).toBe(WebSocket.OPEN);
    client.terminate();
  });

  it('closes the sockets of somebody whose rights ended', async () => {
    const theirs = socket(edges.open.ws);
    const others = socket(edges.open.ws);
    await theirs.connect('good');
    await others.connect();
    expect(edges.open.app.get(OpenSockets).closeOf({ kind: 'AGENT', id: 'a-1' }, 'Rights ended.')).toBe(1);
    expect((await theirs.ended).code).toBe(4403);
    expect(others.client.readyState).toBe(WebSocket.OPEN);
    others.client.terminate();
    await until(() => edges.open.app.get(OpenSockets).count === 0);
  });

  it('remembers no socket that is gone before it is known whose it is', async () => {
    const { client, opened, send, ended } = socket(edges.open.ws);
    await opened;
    send({ type: 'connection_init', payload: { authorization: 'Bearer slow' } });
    await until(() => slow.isAsked);
    client.terminate();
    await ended;
    const late = socket(edges.open.ws);
    // What comes after it on the same server has been seen to be closed; so has it.
    await late.connect();
    late.client.terminate();
    await until(() => edges.open.app.get(OpenSockets).count === 0);
    slow.answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(edges.open.app.get(OpenSockets).count).toBe(0);
  });

  it('answers pages of other origins with 403, and other paths with 404', async () => {
    expect(await socket(edges.closed.ws, { origin: 'https://evil.example' }).refused).toBe(403);
    expect(await socket(edges.closed.ws, { origin: 'null' }).refused).toBe(403);
    expect(await socket(edges.closed.ws.replace('/graphql', '/other')).refused).toBe(404);
    for (const options of [{ origin: 'https://ours.example' }, {}]) {
      const { opened, client } = socket(edges.closed.ws, options);
      await opened;
      client.terminate();
    }
  });

  it('survives an upgrade of a path that is no path', async () => {
    const { refused } = socket(`${edges.open.ws.replace('/graphql', '')}//`);
    expect(await refused).toBe(404);
  });

  it('closes a socket that sends more than 64 KB at once', async () => {
    const { connect, send, ended } = socket(edges.open.ws);
    await connect();
    send({ id: '1', type: 'subscribe', payload: { query: `{me} # ${'x'.repeat(64 * 1024)}` } });
    expect((await ended).code).toBe(1009);
  });

  it('closes a socket that does not introduce itself within 3 seconds', async () => {
    const { opened, ended } = socket(edges.open.ws);
    await opened;
    const before = performance.now();
    expect((await ended).code).toBe(4408);
    expect(performance.now() - before).toBeLessThan(5000);
  }, 10_000);

  it.each([
    ['no JSON', 'hello', 4400],
    ['an unknown message', '{"type":"hack"}', 4400],
    ['an operation before the greeting', '{"id":"1","type":"subscribe","payload":{"query":"{me}"}}', 4401],
    ['an operation that is no document', '{"id":"1","type":"subscribe","payload":{"query":{}}}', 4400],
  ])('closes a socket that sends %s', async (_, text, code) => {
    const { opened, send, ended } = socket(edges.open.ws);
    await opened;
    send(text);
    expect((await ended).code).toBe(code);
  });

  it('closes a socket of another protocol', async () => {
    const { ended } = socket(edges.open.ws, { protocol: 'graphql-ws' });
    expect([1002, 1006, 4406]).toContain((await ended).code);
  });

  it('refuses more subscriptions than allowed, and counts those that ended no more', async () => {
    const { connect, subscribe, send, messagesOf, client } = socket(edges.open.ws);
    await connect();
    for (const id of ['1', '2', '3', '4']) subscribe(id, { query: 'subscription{ticks(count:0)}' });
    await until(() => messagesOf('4').length > 0 && messagesOf('3').length > 0);
    expect(messagesOf('4')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }]);
    expect(messagesOf('3')[0]).toMatchObject({ type: 'next' });
    send({ id: '1', type: 'complete' });
    await until(() => openStreams.size === 2);
    subscribe('5', { query: 'subscription{ticks(count:0)}' });
    await until(() => messagesOf('5').length > 0);
    expect(messagesOf('5')[0]).toMatchObject({ type: 'next' });
    client.terminate();
    await until(() => openStreams.size === 0);
  });

  it('tells its sockets that the server stops', async () => {
    const edge = await startEdge({});
    const { connect, ended } = socket(edge.ws);
    await connect();
    await edge.app.close();
    expect(await ended).toEqual({ code: 1001, reason: 'The server is stopping.' });
  });
});

import { WebSocket } from 'ws';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until } from '@test/support/foundation.js';
import { GOOD, LEAKS } from './hostile-answers.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ worker: false, overrides: { requestLimits: { scale: 1_000 } } });
});
afterAll(() => app.close());

describe('[S2] a frame', () => {
  interface Peer {
    client: WebSocket;
    told: string[];
    closed: Promise<number>;
  }
  async function connect(
    init: string | undefined = '{"type":"connection_init"}',
    protocol = 'graphql-transport-ws',
  ): Promise<Peer> {
    const client = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, protocol);
    const told: string[] = [];
    client.on('message', (data: Buffer) => told.push(data.toString()));
    client.on('error', () => undefined);
    const closed = new Promise<number>((resolve) => client.on('close', resolve));
    await new Promise((resolve) => client.once('open', resolve));
    client.send(init);
    await until(() => told.length > 0 || client.readyState !== WebSocket.OPEN);
    return { client, told, closed };
  }
  const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each([
    ['a batch', `[{"id":"1","type":"subscribe","payload":${GOOD}}]`, 4400],
    ['a batch as payload', `{"id":"1","type":"subscribe","payload":[${GOOD}]}`, 4400],
    [
      'variables that are a text',
      '{"id":"1","type":"subscribe","payload":{"query":"{__typename}","variables":"x"}}',
      4400,
    ],
    [
      'a name that is a number',
      '{"id":"1","type":"subscribe","payload":{"query":"{__typename}","operationName":1}}',
      4400,
    ],
    [
      'extensions that are a text',
      '{"id":"1","type":"subscribe","payload":{"query":"{__typename}","extensions":"x"}}',
      4400,
    ],
    ['no id', `{"type":"subscribe","payload":${GOOD}}`, 4400],
    ['lists 30,000 deep', deep(30_000), 4400],
    ['a second greeting', '{"type":"connection_init"}', 4429],
    ['a type out of our objects', '{"type":"__proto__"}', 4400],
    ['what only servers acknowledge', '{"type":"connection_ack"}', 4400],
    ['what only servers answer', '{"id":"1","type":"next","payload":{"data":{}}}', 4400],
    ['what only servers refuse', '{"id":"1","type":"error","payload":[{"message":"no"}]}', 4400],
  ])('with %s closes the socket, which says no more than why', async (_, frame, code) => {
    const { client, told, closed } = await connect();
    client.send(frame);
    expect(await closed).toBe(code);
    expect(told.join('')).not.toMatch(LEAKS);
  });

  it('with bytes that are no UTF-8 closes the socket', async () => {
    const { client, closed } = await connect();
    client.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await closed).toBe(1007);
  });

  it('that pings with lists 30,000 deep is answered, or closes the socket as the fault of its sender', async () => {
    const { client, told, closed } = await connect();
    client.send(`{"type":"ping","payload":{"a":${deep(30_000)}}}`);
    client.send('{"type":"ping"}');
    await until(() => told.some((text) => text.includes('pong')) || client.readyState === WebSocket.CLOSED);
    const code = client.readyState === WebSocket.CLOSED ? await closed : 0;
    expect([0, 4400]).toContain(code);
    client.terminate();
  });

  it.each([
    '{"type":"connection_init","payload":{"__proto__":{"authorization":"Bearer x","polluted":1}}}',
    '{"type":"connection_init","payload":{"constructor":{"prototype":{"polluted":1}}}}',
    '{"type":"connection_init","payload":{"authorization":{"a":1}}}',
    '{"type":"connection_init","payload":{"authorization":["Bearer x"]}}',
    `{"type":"connection_init","payload":{"a":${deep(30_000)}}}`,
  ])('that greets with %.80s leaves its sender a stranger', async (init) => {
    const { client, told } = await connect(init);
    client.send('{"id":"1","type":"subscribe","payload":{"query":"{me{kind}}"}}');
    await until(() => told.length > 1 || client.readyState === WebSocket.CLOSED);
    expect(told.join('')).not.toMatch(LEAKS);
    expect(told.filter((text) => text.includes('"next"')).every((text) => text.includes('"ANONYMOUS"'))).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    client.terminate();
  });

  it('with variables that are a list is refused like any others', async () => {
    const { client, told, closed } = await connect();
    client.send('{"id":"1","type":"subscribe","payload":{"query":"{__typename}","variables":[1]}}');
    await until(() => told.length > 1 || client.readyState === WebSocket.CLOSED);
    const code = client.readyState === WebSocket.CLOSED ? await closed : 0;
    expect([0, 4400]).toContain(code);
    expect(told.join('')).not.toContain('"__typename":"Query"');
    client.terminate();
  });
});

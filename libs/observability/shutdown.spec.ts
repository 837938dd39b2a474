import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { ShutdownCoordinator, shutdownOrder } from './index.js';
import { LogLines, startProbe } from './log-lines.fixture.js';

const lines = new LogLines();
let app: NestExpressApplication;
let shutdown: ShutdownCoordinator;

async function start(shutdownDeadlineSeconds = 10): Promise<void> {
  app = await startProbe(lines, { shutdownDeadlineSeconds });
  shutdown = app.get(ShutdownCoordinator);
}
async function halfRequest(): Promise<Socket> {
  const server = app.getHttpServer();
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const arrived = once(server, 'connection');
  client.write('GET /things/7 HTTP/1.1\r\n');
  await arrived;
  return client;
}
const messages = () => lines.raw.map((line) => (JSON.parse(line) as { msg: string }).msg);

beforeEach(() => lines.raw.splice(0));
afterEach(() => app.close());

describe('the graceful stop', () => {
  it('runs the steps by order, those of one order together, and goes on after a failure', async () => {
    await start();
    const done: string[] = [];
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    shutdown.onShutdown(shutdownOrder.disconnect, 'last', () => void done.push('last'));
    shutdown.onShutdown(shutdownOrder.tellClients, 'waits', async () => {
      await released;
      done.push('waits');
    });
    shutdown.onShutdown(shutdownOrder.tellClients, 'releases', () => release());
    shutdown.onShutdown(shutdownOrder.handBackJobs, 'breaks', () => {
      throw new Error('no');
    });
    await app.close();
    expect(done).toEqual(['waits', 'last']);
    expect(messages()).toEqual([
      'stopping',
      expect.stringMatching(/^stop: releases done after \d+ ms$/),
      expect.stringMatching(/^stop: waits done/),
      expect.stringMatching(/^stop: breaks failed/),
      expect.stringMatching(/^stop: last done/),
      'stopped',
    ]);
  });

  it('is not ready from the first step on, while requests are still answered', async () => {
    await start();
    const server = app.getHttpServer();
    shutdown.onShutdown(0, 'looks', async () => {
      await request(server).get('/health/ready').expect(503, { status: 'shutting_down' });
      await request(server).get('/health/live').expect(200);
      await request(server).get('/things/7').expect(200);
      expect(() => shutdown.onShutdown(1, 'late', () => {})).toThrow(TypeError);
    });
    expect(shutdown.isShuttingDown).toBe(false);
    await app.close();
    expect(messages()).toContainEqual(expect.stringMatching(/^stop: looks done/));
  });

  it('leaves a step behind at the deadline, skips the next ones and cuts connections that stay open', async () => {
    await start(0.05);
    const client = await halfRequest();
    let isAborted = false;
    shutdown.onShutdown(1, 'hangs', (signal) => {
      signal.addEventListener('abort', () => (isAborted = true));
      return new Promise(() => {});
    });
    shutdown.onShutdown(2, 'next', () => {});
    const closed = once(client, 'close');
    await app.close();
    await closed;
    expect(isAborted).toBe(true);
    expect(messages()).toEqual([
      'stopping',
      'the deadline of 0.05 s has passed; 1 connections cut',
      expect.stringMatching(/^stop: hangs left unfinished/),
      'stop: next was skipped, no time was left',
      'stopped',
    ]);
  });

  it('cuts a request that never ends at the deadline, though every step is done', async () => {
    await start(0.05);
    const client = await halfRequest();
    const closed = once(client, 'close');
    await app.close();
    await closed;
    expect(messages()).toEqual(['stopping', 'the deadline of 0.05 s has passed; 1 connections cut', 'stopped']);
  });

  it('does not wait when there is nothing to do', async () => {
    await start();
    await app.close();
    expect(messages()).toEqual(['stopping', 'stopped']);
  });

  it('[K7] answers what arrives on an idle connection, and lets that answer be its last', async () => {
    await start();
    const { port } = app.getHttpServer().address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = () =>
      new Promise<{ status?: number; connection?: string }>((resolve, reject) => {
        const asked = get({ port, host: '127.0.0.1', path: '/things/7', agent }, (response) => {
          response
            .resume()
            .on('end', () => resolve({ status: response.statusCode!, connection: response.headers.connection! }));
        });
        asked.on('error', reject);
      });
    expect(await ask()).toEqual({ status: 200, connection: 'keep-alive' });
    let answer: object | undefined;
    shutdown.onShutdown(1, 'asks', async () => {
      answer = await ask();
    });
    await app.close();
    expect(answer).toEqual({ status: 200, connection: 'close' });
    agent.destroy();
  });

  it('[K7] goes on for a while after SIGTERM, until load balancers have noticed, and not after a stop that nobody sent', async () => {
    const order: string[] = [];
    const stop = async (reason?: string) => {
      app = await startProbe(lines, { shutdownDeadlineSeconds: 10, drainSeconds: 0.3 });
      shutdown = app.get(ShutdownCoordinator);
      shutdown.onShutdown(shutdownOrder.tellClients, 'tells', () => void order.push('told'));
      const { port } = app.getHttpServer().address() as AddressInfo;
      shutdown.onModuleDestroy();
      const stopped = shutdown.beforeApplicationShutdown(reason);
      const asked = await request(`http://127.0.0.1:${port}`).get('/health/ready');
      order.push(String(asked.status));
      await stopped;
      await app.close();
    };
    await stop('SIGTERM');
    expect(order).toEqual(['503', 'told', 'told']);
    order.splice(0);
    await stop();
    expect(order[0]).toBe('told');
  });

  it('[K7] refuses new sockets once the clients are told, and cuts those that do not go', async () => {
    await start();
    const server = app.getHttpServer();
    const { port } = server.address() as AddressInfo;
    const knock = async () => {
      const client = connect(port, '127.0.0.1');
      client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: probe\r\n\r\n');
      const [answer] = (await once(client, 'data')) as [Buffer];
      return { client, answer: answer.toString() };
    };
    // Greets and never goes.
    server.on('upgrade', (_request, socket: Socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
    const { client, answer } = await knock();
    expect(answer).toContain('101');
    let late = '';
    shutdown.onShutdown(shutdownOrder.tellClients, 'tells', async () => {
      late = (await knock()).answer;
    });
    const closed = once(client, 'close');
    await app.close();
    await closed;
    expect(late).toContain('503');
    expect(messages()).not.toContainEqual(expect.stringContaining('deadline'));
  });
});

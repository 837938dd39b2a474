import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { ReadinessProbes } from './index.js';
import { LogLines, startProbe } from './log-lines.fixture.js';

const lines = new LogLines();
let app: NestExpressApplication;
let database: () => Promise<void>;

beforeAll(async () => {
  app = await startProbe(lines, { readinessTimeoutMilliseconds: 20 });
  app.get(ReadinessProbes).register('database', () => database());
  app.get(ReadinessProbes).register('queue', async () => {});
});
afterAll(() => app.close());
beforeEach(() => {
  lines.raw.splice(0);
  database = async () => {};
});

const get = (path: string) => request(app.getHttpServer()).get(path);

describe('health', () => {
  it('is live and ready while every probe passes', async () => {
    await get('/health/live').expect(200, { status: 'ok' });
    const response = await get('/health/ready').expect(200);
    expect(response.body).toMatchObject({
      status: 'ok',
      details: { database: { status: 'up' }, queue: { status: 'up' } },
    });
  });

  it('is live but not ready while a probe fails, and keeps the reason to the log', async () => {
    database = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1'));
    await get('/health/live').expect(200);
    const response = await get('/health/ready').expect(503);
    await get('/health/ready').expect(503);
    expect(response.body).toMatchObject({ status: 'error', error: { database: { status: 'down' } } });
    expect(JSON.stringify(response.body)).not.toContain('10.0.0.1');
    expect(lines.withMessage('database is not ready: connect ECONNREFUSED 10.0.0.1')).toHaveLength(1);
  });

  it('becomes ready again', async () => {
    await get('/health/ready').expect(200);
    expect(lines.withMessage('database is ready again')).toHaveLength(1);
  });

  it('is not ready when a probe hangs or throws at once', async () => {
    database = () => new Promise(() => {});
    expect((await get('/health/ready')).status).toBe(503);
    database = () => {
      throw new Error('at once');
    };
    expect((await get('/health/ready')).status).toBe(503);
  });

  it('refuses two probes of one name', () => {
    expect(() => app.get(ReadinessProbes).register('queue', async () => {})).toThrow(TypeError);
  });
});

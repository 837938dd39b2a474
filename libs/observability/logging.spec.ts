import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { PinoLogger } from 'nestjs-pino';
import request from 'supertest';
import { SystemIds } from '@libs/domain';
import { runWithRequestId } from './index.js';
import { LogLines, startProbe } from './log-lines.fixture.js';
import { loggingParams } from './logging.js';

const lines = new LogLines();
let app: NestExpressApplication;

beforeAll(async () => {
  app = await startProbe(lines);
});
afterAll(() => app.close());
beforeEach(() => lines.raw.splice(0));

const get = (path: string) => request(app.getHttpServer()).get(path);
const completed = () => lines.withMessage('request completed');

describe('logging', () => {
  it('answers with the id that the caller gave and puts it on every line of the request, once', async () => {
    await get('/things/7').set('x-request-id', 'caller.id-7').expect(200).expect('x-request-id', 'caller.id-7');
    expect(lines.withMessage('reading 7')).toEqual([
      expect.objectContaining({ level: 'info', context: 'Probe', requestId: 'caller.id-7', chatId: 7 }),
    ]);
    expect(completed()).toEqual([expect.objectContaining({ requestId: 'caller.id-7' })]);
    for (const line of lines.raw) expect(line.split('"requestId"')).toHaveLength(2);
  });

  it('gives a request a new id when the given one is not sane', async () => {
    const response = await get('/things/7').set('x-request-id', 'a b;c').expect(200);
    const id: unknown = response.headers['x-request-id'];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(completed()[0]?.requestId).toBe(id);
  });

  it('says what was asked, what was answered and how long it took, on one short line', async () => {
    await get('/things/7?page=2').expect(200);
    const [line] = completed();
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
      requestId: expect.any(String),
      req: { method: 'GET', url: '/things/7?page=2', from: '127.0.0.1' },
      res: { statusCode: 200 },
      responseTime: expect.any(Number),
      msg: 'request completed',
    });
  });

  it('never lets a secret into a line, wherever it stands', async () => {
    await get('/things/7?token=canary').set('authorization', 'Bearer canary-canary').set('cookie', 'a=canary');
    await get('/fails').expect(500);
    const logger = new Logger('Test');
    logger.log('talking to postgres://me:canary@host/db');
    logger.warn({ msg: 'an object', nested: { password: 'canary' } });
    logger.error(Object.assign(new Error('an error'), { config: { cookie: 'canary' } }));
    const pino = await app.resolve(PinoLogger);
    pino.info({ token: 'canary' }, 'text %o', { secret: 'canary' });
    pino.logger.child({ err: Object.assign(new Error('bound'), { apiKey: 'canary' }) }).info('child');
    expect(lines.raw.length).toBeGreaterThanOrEqual(9);
    expect(lines.raw.join('')).not.toContain('canary');
    expect(lines.withMessage('request errored')).toEqual([
      expect.objectContaining({ level: 'error', err: expect.objectContaining({ type: 'Error' }) }),
    ]);
  });

  it('carries the id of a job or WebSocket operation as well', () => {
    runWithRequestId('job-1', () => new Logger('Job').log('working'));
    new Logger('Job').log('idle');
    expect(lines.withMessage('working')[0]).toMatchObject({ requestId: 'job-1', context: 'Job' });
    expect(lines.withMessage('idle')[0]).not.toHaveProperty('requestId');
  });

  it('keeps health checks and metrics out of the log', async () => {
    await get('/health/live').expect(200);
    await get('/metrics').expect(200);
    await get('/health-food').expect(404);
    expect(completed().map(({ req }) => req)).toEqual([expect.objectContaining({ url: '/health-food' })]);
  });
});

describe('the format of the log', () => {
  const timestamp = (format: 'json' | 'short' | undefined, mode: string) => {
    const { pinoHttp } = loggingParams({ logLevel: 'info', logFormat: format }, mode, new SystemIds(), lines);
    return (pinoHttp as [{ timestamp(): string }])[0].timestamp();
  };

  it.each([
    [undefined, 'production'],
    ['json', 'development'],
  ] as const)('has the full time when the format is %s in %s', (format, mode) => {
    expect(timestamp(format, mode)).toMatch(/\d{4}-\d\d-\d\dT/);
  });

  it.each([
    [undefined, 'development'],
    ['short', 'production'],
  ] as const)('has only the time of day when the format is %s in %s', (format, mode) => {
    expect(timestamp(format, mode)).toMatch(/:"\d\d:/);
  });
});

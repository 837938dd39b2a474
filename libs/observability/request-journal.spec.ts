import { createServer, type Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { until } from '@test/support/foundation.js';
import { LogLines, startProbe } from './log-lines.fixture.js';
import { RequestJournal } from './request-journal.js';

const lines = new LogLines();
let app: NestExpressApplication;
let early: Server;

beforeAll(async () => {
  app = await startProbe(lines);
  const journal = app.get(RequestJournal);
  early = createServer((asked, response) => {
    const requestId = journal.idOf(asked);
    journal.note(asked, response, { requestId, startedAt: performance.now(), route: '/early', operation: 'chats' });
    response.statusCode = asked.headers['x-fails'] ? 503 : 200;
    response.end();
  });
});
afterAll(() => app.close());
beforeEach(() => lines.raw.splice(0));

/** The line of the next request that is answered. */
async function lineOf(asked: request.Test, message: string): Promise<Record<string, unknown>> {
  await asked;
  // It is written when the response has gone out: the caller may have it a moment earlier.
  await until(() => lines.withMessage(message).length > 0);
  const [line, another] = lines.withMessage(message);
  expect(another).toBeUndefined();
  return line ?? {};
}

describe('a request that is answered before Express', () => {
  it('leaves the same line as any other', async () => {
    const late = await lineOf(
      request(app.getHttpServer()).get('/things/7').set('x-request-id', 'a-1'),
      'request completed',
    );
    lines.raw.splice(0);
    const line = await lineOf(request(early).get('/early').set('x-request-id', 'a-1'), 'request completed');
    const times = { time: expect.any(String), responseTime: expect.any(Number) };
    expect(line).toEqual({ ...late, ...times, req: { method: 'GET', url: '/early', from: '127.0.0.1' } });
  });

  it('is an error when it fails', async () => {
    const line = await lineOf(request(early).get('/early').set('x-fails', 'yes'), 'request errored');
    expect(line).toMatchObject({ level: 'error', res: { statusCode: 503 } });
  });

  it('[S13] keeps a token out of the log that somebody sends for a request id', async () => {
    const id = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    expect(await lineOf(request(early).get('/early').set('x-request-id', id), 'request completed')).toMatchObject({
      requestId: '[redacted]',
    });
  });
});

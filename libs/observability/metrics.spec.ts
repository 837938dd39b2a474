import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { Metrics } from './index.js';
import { LogLines, startProbe } from './log-lines.fixture.js';

const open: NestExpressApplication[] = [];
const start = async (metricsPublic = false) => {
  const app = await startProbe(new LogLines(), { metricsPublic });
  open.push(app);
  return app;
};
const read = async (app: NestExpressApplication) =>
  (await request(app.getHttpServer()).get('/metrics').expect(200)).text;

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

describe('metrics', () => {
  it('shows the metrics of Node and our own as text for Prometheus', async () => {
    const app = await start();
    const metrics = app.get(Metrics);
    metrics.counter('parley_test_total', 'Tests.', ['kind']).inc({ kind: 'good' }, 2);
    metrics.counter('parley_test_total', 'Tests.', ['kind']).inc({ kind: 'good' });
    metrics.gauge('parley_test_open', 'Open ones.', [], async () => 7);
    metrics.histogram('parley_test_seconds', 'Time.', [], [1, 2]).observe(1.5);
    const text = await read(app);
    expect(text).toContain('parley_test_total{kind="good"} 3\n');
    expect(text).toContain('parley_test_open 7\n');
    expect(text).toContain('parley_test_seconds_bucket{le="2"} 1\n');
    expect(text).toContain('process_cpu_seconds_total');
    await request(app.getHttpServer())
      .get('/metrics')
      .expect('content-type', /^text\/plain; version=0\.0\.4/);
  });

  it('refuses one name for two kinds of metric', async () => {
    const metrics = (await start()).get(Metrics);
    metrics.counter('parley_test_total', 'Tests.');
    expect(() => metrics.gauge('parley_test_total', 'Tests.')).toThrow(TypeError);
  });

  it('measures requests by the pattern of their route and by operation, never by what callers make up', async () => {
    const app = await start();
    await request(app.getHttpServer()).get('/things/canary').expect(200);
    await request(app.getHttpServer()).get('/canary/canary').expect(404);
    const text = await read(app);
    const counted = (labels: string) => `parley_http_request_duration_seconds_count{${labels}} 1\n`;
    expect(text).toContain(counted('method="GET",route="/things/:id",operation="readThing",status="200"'));
    expect(text).toContain(counted('method="GET",route="other",operation="",status="404"'));
    expect(text).not.toContain('canary');
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])(
    'looks missing to a caller behind a proxy (%s)',
    async (header) => {
      const app = await start();
      expect((await request(app.getHttpServer()).get('/metrics').set(header, '203.0.113.7')).status).toBe(404);
    },
  );

  it('answers everybody when the setting says so', async () => {
    const app = await start(true);
    const answer = request(app.getHttpServer()).get('/metrics').set('x-forwarded-for', '203.0.113.7');
    expect((await answer).text).toContain('process_cpu_seconds_total');
  });
});

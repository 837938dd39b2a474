import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import request from 'supertest';
import { type Example, Player, type Role } from '@libs/playground';
import { addDemoOrganisation } from '../../apps/all-in-one/demo-organisation.js';
import { playgroundRoles } from '../../apps/api/playground/playground.js';
import { startTestApp, type TestApp } from '@test/support/app.js';

const roles = playgroundRoles(true);
const examples = roles.flatMap((role) =>
  role.examples.map((example): [string, Role, Example] => [`${role.label}: ${nameOf(example)}`, role, example]),
);

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await addDemoOrganisation(app.app);
});
afterAll(() => app.close());

describe('the page of the playground', () => {
  it('may run no script but our files and may reach no other host', async () => {
    const { headers } = await fetch(`${app.url}/graphiql`);
    const policy = Object.fromEntries(
      headers
        .get('content-security-policy')!
        .split('; ')
        .map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
    );
    expect(policy).toMatchObject({ 'default-src': "'none'", 'script-src': "'self'", 'connect-src': "'self'" });
    expect(Object.values(policy).join(' ')).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  it('names files of ours only, and each of them is there, with what it imports', async () => {
    const html = await (await fetch(`${app.url}/graphiql`)).text();
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    const imported = ['fetcher.js', 'player.js', 'tab-storage.js'].map((name) => `/graphiql/${name}`);
    const workers = ['editorWorkerService.js', 'json.js', 'graphql.js'].map((name) => `/graphiql/${name}`);
    for (const url of [...named.filter((one) => one !== 'data:,'), ...imported, ...workers]) {
      expect(url).toMatch(/^\/graphiql(\/|\?|$)/);
      expect([url, (await fetch(app.url + url)).status]).toEqual([url, 200]);
    }
    const script = await (await fetch(`${app.url}/graphiql/page.js`)).text();
    const imports = [...script.matchAll(/from '\.\/([^']+)'/g)].map(([, name]) => `/graphiql/${name}`);
    expect(imported).toEqual(expect.arrayContaining(imports));
  });

  it('has a style sheet that fetches nothing', async () => {
    for (const name of ['graphiql.css', 'page.css']) {
      const css = await (await fetch(`${app.url}/graphiql/${name}`)).text();
      const urls = [...css.matchAll(/url\(\s*['"]?([^'")]{1,20})|@import/g)].map(([all, url]) => url ?? all);
      expect(urls.filter((url) => !url.startsWith('data:'))).toEqual([]);
    }
  });

  it('sends its large script compressed and only once', async () => {
    const url = `${app.url}/graphiql/graphiql.js`;
    const first = await fetch(url, { headers: { 'accept-encoding': 'br' } });
    expect(first.headers.get('content-encoding')).toBe('br');
    expect((await first.text()).length).toBeGreaterThan(1_000_000);
    const etag = first.headers.get('etag')!;
    // Not with fetch, which adds Cache-Control: no-cache.
    await request(app.url)
      .get('/graphiql/graphiql.js')
      .set({ 'accept-encoding': 'br', 'if-none-match': etag })
      .expect(304);
  });

  it('shows nothing of what stands in the address', async () => {
    const html = await (await fetch(`${app.url}/graphiql?role=%3Cscript%3Ealert(1)%3C/script%3E`)).text();
    expect(html).not.toContain('alert(1)');
    expect((await fetch(`${app.url}/graphiql/..%2f..%2fpackage.json`)).status).toBe(404);
    expect((await fetch(`${app.url}/graphiql/constructor`)).status).toBe(404);
  });

  it('asks for a log-in when there is no demo organisation', () => {
    const secrets = JSON.stringify(playgroundRoles(false));
    expect(secrets).not.toContain('parley-demo');
    expect(playgroundRoles(false)[1].fields.map(({ value }) => value)).toEqual([undefined, undefined]);
  });
});

describe('the playground, turned off', () => {
  it('is not there', async () => {
    const other = await startTestApp({ overrides: { playground: { isOn: false } }, worker: false });
    try {
      expect((await fetch(`${other.url}/graphiql`)).status).toBe(404);
      expect((await fetch(`${other.url}/graphiql/page.js`)).status).toBe(404);
    } finally {
      await other.close();
    }
  });
});

describe('an example of the playground', () => {
  const schema = buildSchema(readFileSync('apps/api/schema.graphql', 'utf8'));

  it('exists for each role, with a subscription among them', () => {
    expect(roles.map(({ id }) => id)).toEqual(['visitor', 'agent', 'supervisor', 'admin']);
    for (const role of roles)
      expect([role.id, role.examples.some(({ document }) => isSubscription(document))]).toEqual([role.id, true]);
  });

  it('has a name of its own', () => {
    expect(new Set(examples.map(([, , example]) => nameOf(example))).size).toBe(examples.length);
  });

  it.each(examples)('fits the schema, with all steps around it — %s', (_name, role, example) => {
    const steps = [...role.setUp, ...(example.needs ?? []), ...(example.meanwhile ?? [])];
    for (const { document } of [example, ...steps]) expect(validate(schema, parse(document))).toEqual([]);
  });

  it.each(examples)('runs as it stands, and once more — %s', async (_name, role, example) => {
    const player = new Player(`${app.url}/graphql`, valuesOf(role));
    for (const step of role.setUp) await player.play(step);
    for (const run of ['first', 'second'] as const) {
      for (const step of example.needs ?? []) await player.play(step);
      const token = player.fill('{{token}}');
      if (isSubscription(example.document)) {
        expect(await follow(player, example, token)).toMatch(/^(Chat|AgentPresence|Visitor)/);
      } else {
        const answer = await app.graphql(example.document, player.fill(example.variables ?? {}) as never, token);
        expect(answer.errors).toBeUndefined();
        const types = Object.values(answer.data as Record<string, { __typename?: string }>).map(
          (one) => one.__typename,
        );
        const refusals = types.filter((type) => type !== undefined && !type.endsWith('Success'));
        // A second chat beside an open one is refused, which is what that example shows.
        expect(refusals).toEqual(run === 'second' && nameOf(example) === 'StartMyChat' ? ['ChatAlreadyOpen'] : []);
      }
    }
  });

  it('keeps a role signed in between runs', async () => {
    const role = roles.find(({ keepAlive }) => keepAlive)!;
    const player = new Player(`${app.url}/graphql`, valuesOf(role));
    for (const step of role.setUp) await player.play(step);
    await expect(player.play(role.keepAlive!.step)).resolves.toBeUndefined();
  });

  /** Plays the other side once the subscription is live; answers the type of the first event. */
  async function follow(player: Player, example: Example, token: string): Promise<string> {
    const stream = app.socket(token).iterate<Record<string, { event: { __typename: string } }>>({
      query: example.document,
      variables: player.fill(example.variables ?? {}) as Record<string, unknown>,
    });
    const next = async (): Promise<string> => {
      const { value } = (await stream.next()) as {
        value: { data?: Record<string, { event: { __typename: string } }> };
      };
      expect(value).toHaveProperty('data');
      return Object.values(value.data!)[0].event.__typename;
    };
    expect(await next()).toBe('CaughtUp');
    for (const step of example.meanwhile ?? []) await player.play(step);
    const type = await next();
    await stream.return?.();
    return type;
  }
});

describe('placeholders', () => {
  const player = new Player('', { name: 'Anna' });

  it('become new UUIDs, times and known values', () => {
    const [one, two] = player.fill(['{{uuid}}', '{{uuid}}']) as [string, string];
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(two).not.toBe(one);
    const { from, who } = player.fill({ from: '{{now-24h}}', who: ['{{name}}!', 1, null] });
    expect(Date.now() - Date.parse(from)).toBeGreaterThanOrEqual(86_400_000);
    expect(who).toEqual(['Anna!', 1, null]);
  });

  it('that nobody knows are an error', () => {
    expect(() => player.fill('{{chatId}}')).toThrow('chatId');
  });
});

function nameOf({ document }: Example): string {
  return /^(?:query|mutation|subscription) (\w+)/m.exec(document)![1];
}

function isSubscription(document: string): boolean {
  return /^subscription /m.test(document);
}

function valuesOf(role: Role): Record<string, string> {
  return Object.fromEntries(role.fields.map(({ name, value = '' }) => [name, value]));
}

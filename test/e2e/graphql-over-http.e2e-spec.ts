import { serverAudits } from 'graphql-http';
import { startTestApp } from '@test/support/app.js';

/**
 * Audits that are allowed to fail. All three send a GET without a `content-type`, which a page of any other site could
 * make a browser do with the reader's cookies: Apollo's CSRF prevention refuses it, and we keep that on.
 */
const REFUSED_MAY_AUDITS = ['5A70', '6A70', 'D6D5'];

let app: Awaited<ReturnType<typeof startTestApp>>;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

const AUDITS = serverAudits({ url: () => new URL('/graphql', app.url).href });
const isOptional = ({ name }: { name: string }): boolean => name.startsWith('MAY');

it.each(AUDITS.filter((audit) => !isOptional(audit)))('passes the audit $id: $name', async ({ fn }) => {
  expect(await fn()).toEqual(expect.objectContaining({ status: 'ok' }));
});

it('passes every optional audit that does not ask for requests from other sites', async () => {
  const results = await Promise.all(AUDITS.filter(isOptional).map(({ fn }) => fn()));
  const refused = results.filter(({ status }) => status !== 'ok').map(({ id }) => id);
  expect(refused.toSorted()).toEqual(REFUSED_MAY_AUDITS);
});

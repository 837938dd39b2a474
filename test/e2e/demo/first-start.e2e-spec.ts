import { Database } from '@libs/database';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { makeOrganisation } from '@test/support/organisation.js';
import { addDemoOrganisation } from '../../../apps/all-in-one/demo-organisation.js';

let app: TestApp;
let database: Database;

beforeEach(async () => {
  app = await startTestApp();
  database = app.app.get(Database);
});
afterEach(() => app.close());

const counts = () =>
  database.row(`select (select count(*)::int from brand) as brands, (select count(*)::int from agent) as agents,
    (select count(*)::int from greeting_trigger) as triggers`);

describe('the demo organisation', () => {
  it('is finished by the next start when the first one ended in the middle', async () => {
    await database.rows(
      `create function fall() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$`,
    );
    await database.rows(
      `create trigger fall before insert on agent for each row when (new.email like 'sofia@%') execute function fall()`,
    );
    await expect(addDemoOrganisation(app.app)).rejects.toThrow('power cut');
    expect(await counts()).toEqual({ brands: 4, agents: 2, triggers: 0 });
    await database.rows('drop trigger fall on agent');

    expect(await addDemoOrganisation(app.app)).toBe(true);
    expect(await counts()).toEqual({ brands: 4, agents: 4, triggers: 1 });
    expect(await addDemoOrganisation(app.app)).toBe(false);
  });

  it('is made once by two processes that start together', async () => {
    const both = await Promise.all([addDemoOrganisation(app.app), addDemoOrganisation(app.app)]);
    expect(both.sort()).toEqual([false, true]);
    expect(await counts()).toEqual({ brands: 4, agents: 4, triggers: 1 });
  });

  it('is kept out of an installation with brands of its own', async () => {
    await makeOrganisation(app);
    const before = await counts();
    expect(await addDemoOrganisation(app.app)).toBe(false);
    expect(await counts()).toEqual(before);
  });
});

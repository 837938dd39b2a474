/** What the databases of a test are cloned from: made once per run, by the first test that wants it. */
export interface Template {
  /** Lower-case letters and underscores; one name always means the same content. */
  name: string;
  /** Brings an empty database to the shape. */
  migrate: (url: string) => Promise<unknown>;
}

// A variable, so that this file stands before the module does: `migrate(url)` is all that it must export.
const MIGRATIONS: string = '@src/migrations';

/** All our tables, empty. */
export const ourTables: Template = {
  name: 'our_tables',
  migrate: async (url) => {
    const { migrate } = (await import(MIGRATIONS)) as Pick<Template, 'migrate'>;
    await migrate(url);
  },
};

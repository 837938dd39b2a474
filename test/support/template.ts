import { migrate } from '@src/migrations';

/** What the databases of a test are cloned from: made once per run, by the first test that wants it. */
export interface Template {
  /** Lower-case letters and underscores; one name always means the same content. */
  name: string;
  /** Brings an empty database to the shape. */
  migrate: (url: string) => Promise<unknown>;
}

/** All our tables, empty. */
export const ourTables: Template = { name: 'our_tables', migrate };

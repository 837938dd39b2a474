import { cpus, totalmem } from 'node:os';
import { withClient } from './people.js';

/** What the figures were measured on, in one line: date, processor, Node, PostgreSQL. */
export async function machineNote(url: string): Promise<string> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ version: string }>(`select current_setting('server_version') as version`),
  );
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `${date}: ${cpus().length} × ${first?.model ?? 'processor'}, ${memory} GB, Node ${process.versions.node}, PostgreSQL ${rows[0]?.version ?? ''}`;
}

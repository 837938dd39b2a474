import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of root's that every user can enter, for what the run user cannot reach where it is.
 * /var/lib/embedded-postgres, else the same name under the temporary folder.
 * @throws Error when neither can be used (read-only file systems, or a folder of that name that is not root's).
 */
export function systemFolder(): string {
  const tried: string[] = [];
  for (const parent of ['/var/lib', tmpdir()]) {
    const folder = join(parent, 'embedded-postgres');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      const { uid, mode } = statSync(folder);
      if (uid === process.getuid?.() && (mode & 0o022) === 0) return folder;
      tried.push(`${folder} belongs to somebody else`);
    } catch (error) {
      tried.push((error as Error).message);
    }
  }
  throw new Error(`There is no place that the PostgreSQL user can reach: ${tried.join('; ')}.`);
}

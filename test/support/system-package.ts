import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program that comes with a Debian package and not with npm, or undefined when it is not installed. In CI (`CI=true`, where
 * `.ci/run` installs them) a missing one is an error; elsewhere it is said loudly, and the tests that need it are skipped.
 */
export function systemProgram(name: string, debianPackage: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found) return found;
  const missing = `${name} is not installed (Debian package ${debianPackage})`;
  if (process.env['CI'] === 'true') throw new Error(`${missing}.`);
  process.stderr.write(`\n${missing}: THE TESTS THAT NEED IT ARE SKIPPED.\n\n`);
  return undefined;
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, readSources } from './source-files.js';
import { findBreaches } from './source-walls.js';

const ROOT = join(import.meta.dirname, '../..');
const breaches = (path: string, text = 'export const here = true;\n'): string[] => findBreaches([parse(path, text)]);
const lines = (count: number): string => 'export const line = 1;\n'.repeat(count);
const constructor = (count: number): string =>
  `class A { constructor(${Array.from({ length: count }, (_, i) => `private readonly a${i}: B`).join(', ')}) {} }`;

describe('the walls around our own sources', () => {
  it('stand', async () => {
    const files = await readSources(ROOT, ['apps', 'src', 'libs', 'test', 'scripts']);
    expect(files.map(({ path }) => path)).toContain('test/architecture/source-walls.ts');
    expect(findBreaches(files)).toEqual([]);
  });
});

describe('the reader of sources', () => {
  it('finds files in folders of any depth and skips what is built or hidden', async () => {
    const root = await mkdtemp(join(tmpdir(), 'sources-'));
    for (const path of ['src/a/b.ts', 'src/a/c/d.mjs', 'src/a/node_modules/e.ts', 'src/.f/g.ts', 'src/a/h.graphql']) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), '');
    }
    const files = await readSources(root, ['src', 'libs']);
    expect(files.map(({ path }) => path)).toEqual(['src/a/b.ts', 'src/a/c/d.mjs']);
    await rm(root, { recursive: true });
  });
});

describe('a door', () => {
  const named = "export { Clock } from './clock.js';\nexport type { Ids } from './ids.js';\n";

  it('lets named exports through', () => {
    expect(breaches('libs/domain/index.ts', named)).toEqual([]);
    expect(breaches('libs/domain/index.ts', `export {\n${'  Clock,\n'.repeat(13)}} from './clock.js';\n`)).toEqual([]);
  });

  it.each([
    "export * from './clock.js';",
    "export * as clock from './clock.js';",
    'export const now = 1;',
    "import './clock.js';",
    "export { default } from './clock.js';\nexport default 1;",
  ])('refuses %s', (text) => {
    expect(breaches('src/chat/index.ts', text)).toHaveLength(1);
  });

  it('refuses a sixteenth line', () => {
    const text = `export {\n${'  Clock,\n'.repeat(14)}} from './clock.js';\n`;
    expect(breaches('src/chat/index.ts', text)).toEqual([
      'src/chat/index.ts: a door has at most 15 lines, this one has 16.',
    ]);
  });

  it('is only the index of a lib or module', () => {
    expect(breaches('apps/api/index.ts', "export * from './a.js';")).toEqual([]);
  });
});

describe('the environment', () => {
  it.each([
    'const a = process.env.HOME;',
    "const a = process['env'];",
    'const a = process[key];',
    'const a = globalThis.process.env;',
    'const a = (process as NodeJS.Process).env;',
    'const { env } = process;',
    'const { env: settings } = process;',
    "import { env } from 'node:process';",
    "import { env as settings } from 'process';",
  ])('is not read by %s', (text) => {
    for (const path of ['src/chat/a.ts', 'libs/database/a.ts', 'apps/api/main.ts', 'test/e2e/a.e2e-spec.ts']) {
      expect(breaches(path, text)).toEqual([`${path}:1: only libs/config reads process.env.`]);
    }
  });

  it('is read by libs/config, scripts and test support', () => {
    for (const path of ['libs/config/environment.ts', 'scripts/check-schema.mjs', 'test/support/app.ts']) {
      expect(breaches(path, 'const a = process.env;')).toEqual([]);
    }
  });

  it('is not confused with other words', () => {
    expect(
      breaches('src/chat/a.ts', "const a = options.env; const b = process.pid; // process.env\nuse('process.env');"),
    ).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    'src/chat/utils/a.ts',
    'libs/shared/index.ts',
    'src/chat/helpers.ts',
    'src/chat/text.util.ts',
    'src/common/a.ts',
  ])('refuse %s', (path) => expect(breaches(path, '')).toHaveLength(1));

  it('may hold such a word within a longer one', () => {
    expect(breaches('src/messaging/model/common-message.entity.ts')).toEqual([]);
  });
});

describe('sizes', () => {
  it('refuse a file of 251 lines, be it a test', () => {
    expect(breaches('test/e2e/chat/a.e2e-spec.ts', lines(251))).toHaveLength(1);
    expect(breaches('src/chat/a.spec.ts', lines(251))).toHaveLength(1);
    expect(breaches('src/chat/a.ts', lines(250))).toEqual([]);
    expect(breaches('src/chat/a.ts', lines(251))).toEqual([
      'src/chat/a.ts: a file has at most 250 lines, this one has 251.',
    ]);
  });

  it('let migrations and generated files grow', () => {
    for (const path of ['src/migrations/m1.ts', 'libs/zendesk/api.generated.ts']) {
      expect(breaches(path, lines(251))).toEqual([]);
    }
  });

  it('refuse a constructor of seven parameters', () => {
    expect(breaches('src/chat/a.ts', constructor(6))).toEqual([]);
    expect(breaches('src/chat/a.ts', constructor(7))).toEqual([
      'src/chat/a.ts:1: a constructor has at most 6 parameters.',
    ]);
  });
});

describe('forwardRef', () => {
  it('is refused where it stands first', () => {
    const text = "import { forwardRef } from '@nestjs/common';\nInject(forwardRef(() => A));";
    expect(breaches('src/chat/a.ts', text)).toEqual(['src/chat/a.ts:1: forwardRef hides a circle; break the circle.']);
  });
});

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const CONFIG = '.dependency-cruiser.mjs';
const { MODULES_MAY_USE, default: config } = (await import(join(ROOT, CONFIG))) as {
  MODULES_MAY_USE: Record<string, string[]>;
  default: { forbidden: { name: string; comment: string }[] };
};
const RUNTIME_PACKAGES = [
  'zod',
  'nodemailer',
  'jsforce',
  'node-zendesk',
  'imapflow',
  '@nestjs/graphql',
  '@nestjs/apollo',
  '@mikro-orm/core',
  '@mikro-orm/postgresql',
];

/** Every file of a small tree, with what it imports. Files that nobody lists here exist and import nothing. */
const TREE: Record<string, string[]> = {
  'libs/domain/clock.ts': ['../../src/brands/index.js'],
  'libs/config/index.ts': ['@libs/domain/clock.js', '@libs/domain'],
  'libs/config/late.ts': ['@test/support/app.js', 'fast-check', './gone.js', '@nestjs/graphql'],
  'libs/graphql/index.ts': ['@nestjs/graphql', '@libs/config'],
  'libs/mail/smtp.ts': ['nodemailer', 'jsforce'],
  'libs/config/settings.spec.ts': ['@test/support/app.js', 'fast-check', './late.js'],
  'src/events/chat.events.ts': ['@libs/domain', '@libs/config', '@src/brands', 'zod', './mail.events.js'],
  'src/brands/index.ts': ['@src/identity', '@src/contacts', './hours.js', './graphql/brand.type.js'],
  'src/brands/hours.ts': ['./site.js'],
  'src/brands/site.ts': ['./hours.js'],
  'src/brands/noun.ts': ['type ./other-noun.js'],
  'src/brands/other-noun.ts': ['type ./noun.js'],
  'src/identity/index.ts': ['@src/brands', '@libs/domain', '@src/events'],
  'src/identity/login.ts': [
    '@libs/domain/clock.js',
    '@src/brands/hours.js',
    '../../apps/api/main.js',
    '@src/migrations',
  ],
  'src/chat/chat.module.ts': [
    '@src/contacts',
    '@src/templates',
    '@src/identity',
    '@src/tickets',
    './graphql/chat.type.js',
  ],
  'src/chat/chat.graphql.module.ts': ['@nestjs/graphql', './graphql/chat.type.js'],
  'src/chat/graphql/chat.type.ts': ['@nestjs/graphql', '@mikro-orm/core', 'type @mikro-orm/postgresql'],
  'src/chat/use-cases/reply.ts': ['@nestjs/graphql', 'jsforce', '@nestjs/apollo', '@mikro-orm/core'],
  'src/crm-sync/adapters/salesforce-crm.ts': ['jsforce', 'node-zendesk', '@src/contacts', '@src/brands'],
  'src/messaging/index.ts': ['@src/moderation', '@src/contacts', '@src/chat'],
  'src/payroll/index.ts': ['@src/identity', '@src/events', '@src/contacts'],
  'apps/api/main.ts': [
    '@src/chat/chat.graphql.module.js',
    '@src/chat/chat.module.js',
    '@src/migrations',
    '@src/chat/use-cases/reply.js',
    '@libs/domain/clock.js',
    'imapflow',
  ],
  'test/e2e/chat.e2e-spec.ts': [
    '@src/chat/use-cases/reply.js',
    '@libs/domain/clock.js',
    '@src/migrations',
    'fast-check',
  ],
};
const EMPTY = [
  'libs/domain/index.ts',
  'src/events/index.ts',
  'src/events/mail.events.ts',
  'src/brands/graphql/brand.type.ts',
  'src/contacts/index.ts',
  'src/templates/index.ts',
  'src/tickets/index.ts',
  'src/moderation/index.ts',
  'src/chat/index.ts',
  'src/migrations/index.ts',
  'test/support/app.ts',
];

/** `rule: from → to` for every breach that the tree above must show; whatever else it shows is a fault of the rules. */
const BREACHES = [
  'no-circular: src/brands/hours.ts → src/brands/site.ts',
  'no-circular: src/brands/index.ts → src/identity/index.ts',
  'not-to-unresolvable: libs/config/late.ts → ./gone.js',
  'libs-know-no-business: libs/domain/clock.ts → src/brands/index.ts',
  'src-knows-no-apps: src/identity/login.ts → apps/api/main.ts',
  'production-knows-no-test: libs/config/late.ts → test/support/app.ts',
  'production-needs-no-dev-package: libs/config/late.ts → fast-check',
  'lib-door-between-libs: libs/config/index.ts → libs/domain/clock.ts',
  'lib-door: src/identity/login.ts → libs/domain/clock.ts',
  'lib-door: apps/api/main.ts → libs/domain/clock.ts',
  'module-door-between-modules: src/identity/login.ts → src/brands/hours.ts',
  'module-door-for-apps: apps/api/main.ts → src/chat/use-cases/reply.ts',
  'events-are-pure: src/events/chat.events.ts → libs/config/index.ts',
  'events-are-pure: src/events/chat.events.ts → src/brands/index.ts',
  'events-are-pure: src/events/chat.events.ts → zod',
  'module-map-is-complete: src/payroll/index.ts → src/contacts/index.ts',
  'module-map-brands: src/brands/index.ts → src/contacts/index.ts',
  'module-map-identity: src/identity/index.ts → src/brands/index.ts',
  'module-map-identity: src/identity/login.ts → src/brands/hours.ts',
  'module-map-chat: src/chat/chat.module.ts → src/tickets/index.ts',
  'module-map-crm-sync: src/crm-sync/adapters/salesforce-crm.ts → src/contacts/index.ts',
  'module-map-identity: src/identity/login.ts → src/migrations/index.ts',
  'module-map-messaging: src/messaging/index.ts → src/chat/index.ts',
  'migrations-are-for-processes: src/identity/login.ts → src/migrations/index.ts',
  'nest-graphql-only-at-the-edge: libs/config/late.ts → @nestjs/graphql',
  'nest-graphql-only-at-the-edge: src/chat/use-cases/reply.ts → @nestjs/graphql',
  'nest-graphql-only-at-the-edge: src/chat/use-cases/reply.ts → @nestjs/apollo',
  'edge-is-a-leaf: src/chat/chat.module.ts → src/chat/graphql/chat.type.ts',
  'no-orm-at-the-edge: src/chat/graphql/chat.type.ts → @mikro-orm/core',
  'no-orm-at-the-edge: src/chat/graphql/chat.type.ts → @mikro-orm/postgresql',
  'vendor-jsforce: libs/mail/smtp.ts → jsforce',
  'vendor-jsforce: src/chat/use-cases/reply.ts → jsforce',
  'vendor-imapflow: apps/api/main.ts → imapflow',
];

type Violation = { rule: { name: string }; from: string; to: string; unresolvedTo?: string };

async function put(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

function source(imports: string[]): string {
  const line = (name: string, index: number): string =>
    `${name.startsWith('type ') ? 'import type' : 'import'} * as a${index} from '${name.replace('type ', '')}';\n`;
  return `${imports.map(line).join('')}export const here = true;\n`;
}

async function plant(root: string): Promise<void> {
  const versions = (names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const devDependencies = versions(['fast-check']);
  const dependencies = versions(RUNTIME_PACKAGES);
  await put(root, 'package.json', JSON.stringify({ type: 'module', dependencies, devDependencies }));
  for (const name of [...RUNTIME_PACKAGES, 'fast-check']) {
    const at = `node_modules/${name}`;
    await put(root, `${at}/package.json`, JSON.stringify({ name, version: '1.0.0', exports: './dist/index.js' }));
    await put(root, `${at}/dist/index.js`, 'export const here = true;\n');
  }
  for (const file of ['tsconfig.json', CONFIG]) await cp(join(ROOT, file), join(root, file));
  for (const file of EMPTY) await put(root, file, source([]));
  for (const [file, imports] of Object.entries(TREE)) await put(root, file, source(imports));
}

/** Runs the real tool with the real rules over `root`. */
async function cruise(root: string): Promise<Violation[]> {
  const args = [
    join(ROOT, 'node_modules/.bin/depcruise'),
    '--config',
    CONFIG,
    '-T',
    'json',
    'apps',
    'src',
    'libs',
    'test',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

let root: string;
let found: string[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'walls-'));
  await plant(root);
  const bare = (path: string): string => path.replace(/^node_modules\/((@[^/]+\/)?[^/]+)\/.*$/, '$1');
  found = (await cruise(root)).map(({ rule, from, to }) => `${rule.name}: ${from} → ${bare(to)}`);
}, 60_000);

afterAll(() => rm(root, { recursive: true, force: true }));

it.each(BREACHES)('reports %s', (breach) => {
  expect(found).toContain(breach);
});

it('reports nothing that is allowed', () => {
  expect(found.toSorted()).toEqual(BREACHES.toSorted());
});

it('proves each rule by a breach, but for those that repeat the pattern of another', () => {
  const proven = new Set(BREACHES.map((breach) => breach.slice(0, breach.indexOf(':'))));
  const patterned = /^(module-map|vendor)-/;
  expect(config.forbidden.filter(({ name }) => !proven.has(name) && !patterned.test(name))).toEqual([]);
});

it('gives every rule a sentence', () => {
  for (const { comment } of config.forbidden) expect(comment).toMatch(/^\S.{20,}\.$/);
});

it('lets modules use each other without a circle', () => {
  const reachable = (name: string): string[] =>
    (MODULES_MAY_USE[name] ?? []).flatMap((next) => [next, ...reachable(next)]);
  for (const name of Object.keys(MODULES_MAY_USE)) expect(reachable(name)).not.toContain(name);
});

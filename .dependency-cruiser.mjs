/**
 * The walls between apps, src, libs and test (docs/architecture.md). Each rule says in one sentence why it stands.
 * What a dependency graph cannot see (lines, names, process.env) is in test/architecture/source-walls.ts.
 */

/** Which module may enter which other module, apart from events; all else between modules is a fact. Acyclic. */
export const MODULES_MAY_USE = {
  identity: [],
  brands: ['identity'],
  contacts: ['identity', 'brands'],
  templates: ['identity', 'brands'],
  moderation: ['identity', 'brands'],
  files: ['identity', 'brands'],
  mail: ['identity', 'brands'],
  reports: ['identity', 'brands'],
  'crm-sync': ['identity', 'brands'],
  tickets: ['identity', 'brands', 'contacts'],
  telephony: ['identity', 'brands', 'contacts'],
  chat: ['identity', 'brands', 'contacts', 'templates'],
  messaging: ['identity', 'brands', 'contacts', 'moderation'],
};

const SPEC = '(\\.|-)spec\\.ts$';
const PRODUCTION = { path: '^(apps|src|libs)/', pathNot: [SPEC] };
const DOORS = {
  libs: '^libs/[^/]+/index\\.ts$',
  src: '^src/[^/]+/index\\.ts$',
  forApps: '^src/([^/]+)/\\1\\.((graphql|handlers)\\.)?(module|config)\\.ts$',
};
/** Each vendor's client with the one library that may wrap it; adapters may use it too. */
const VENDORS = { jsforce: 'salesforce', 'node-zendesk': 'zendesk', nodemailer: 'mail', imapflow: 'mail' };

/** A package by name, installed or not, with its types. */
const npm = (...names) => `(^|node_modules/)(@types/)?(${names.join('|')})(/|$)`;

const moduleMap = Object.entries(MODULES_MAY_USE).map(([name, others]) => ({
  name: `module-map-${name}`,
  comment: `${name} calls ${['events', ...others].join(', ')} and nobody else: other modules hear of it by facts.`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [`^src/(${[name, 'events', ...others].join('|')})/`] },
}));

const vendors = Object.entries(VENDORS).map(([client, lib]) => ({
  name: `vendor-${client}`,
  comment: `${client} is seen only by adapters and by libs/${lib}, so that the vendor can change without the business.`,
  severity: 'error',
  from: { path: '^(apps|src|libs)/', pathNot: ['/adapters/', `^libs/${lib}/`] },
  to: { path: npm(client) },
}));

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment:
        'Two files that need each other at run time are one file or lack a third; a cycle of types alone may stay.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'An import that cannot be found escapes every other wall.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'libs-know-no-business',
      comment: 'Another company could use a lib unchanged, so it knows nothing of src or apps.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(src|apps)/' },
    },
    {
      name: 'src-knows-no-apps',
      comment: 'Processes choose modules; a module never knows which process it runs in.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^apps/' },
    },
    {
      name: 'production-knows-no-test',
      comment: 'Code that ships never leans on test support; only specs do.',
      severity: 'error',
      from: PRODUCTION,
      to: { path: ['^test/', SPEC] },
    },
    {
      name: 'production-needs-no-dev-package',
      comment: 'A package needed at run time stands in dependencies, or an installation without dev packages breaks.',
      severity: 'error',
      from: PRODUCTION,
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lib-door-between-libs',
      comment: 'A lib enters another lib by its index.ts only, so that its inside can change freely.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', DOORS.libs] },
    },
    {
      name: 'lib-door',
      comment: 'A lib is entered by its index.ts only, so that its inside can change freely.',
      severity: 'error',
      from: { path: '^(src|apps)/' },
      to: { path: '^libs/', pathNot: [DOORS.libs] },
    },
    {
      name: 'module-door-between-modules',
      comment: 'A module enters another module by its index.ts only, so that its inside can change freely.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/$1/', DOORS.src] },
    },
    {
      name: 'module-door-for-apps',
      comment: 'Apps compose: they enter a module by index.ts or by its module, GraphQL, handlers or settings file.',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^src/', pathNot: [DOORS.src, DOORS.forApps] },
    },
    {
      name: 'events-are-pure',
      comment: 'Facts are plain data that anyone may read, so events import only libs/domain and each other.',
      severity: 'error',
      from: { path: '^src/events/', pathNot: [SPEC] },
      to: { pathNot: ['^src/events/', '^libs/domain/'] },
    },
    ...moduleMap,
    {
      name: 'module-map-is-complete',
      comment: 'A module that is missing in MODULES_MAY_USE may call identity, brands and events only.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: [`^src/(${Object.keys(MODULES_MAY_USE).join('|')})/`] },
      to: { path: '^src/', pathNot: ['^src/($1|identity|brands|events)/'] },
    },
    {
      name: 'migrations-are-for-processes',
      comment: "The tables' history is run by processes and tests; no module looks into it.",
      severity: 'error',
      from: { path: '^(src|libs)/', pathNot: ['^src/migrations/'] },
      to: { path: '^src/migrations/' },
    },
    {
      name: 'nest-graphql-only-at-the-edge',
      comment:
        'GraphQL is one way in: Nest’s GraphQL packages stay in graphql/ folders, GraphQL modules and libs/graphql.',
      severity: 'error',
      from: { ...PRODUCTION, pathNot: [SPEC, '/graphql/', '\\.graphql\\.module\\.ts$'] },
      to: { path: npm('@nestjs/graphql', '@nestjs/apollo') },
    },
    {
      name: 'edge-is-a-leaf',
      comment:
        'Use cases run in any process, so only the GraphQL edge itself imports files of graphql/, and the door that shows it.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: [SPEC, '/graphql/', '\\.graphql\\.module\\.ts$', DOORS.src] },
      to: { path: '^src/$1/graphql/' },
    },
    {
      name: 'no-orm-at-the-edge',
      comment: 'Resolvers translate; what they read comes from queries and use cases, never from the ORM.',
      severity: 'error',
      from: { path: '^src/.+/graphql/', pathNot: [SPEC] },
      to: { path: npm('@mikro-orm/[^/]+') },
    },
    ...vendors,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};

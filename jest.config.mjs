const alias = (name) => ({
  [`^@${name}/(.+)\\.js$`]: `<rootDir>/${name}/$1.ts`,
  [`^@${name}/([^.]+)$`]: `<rootDir>/${name}/$1/index.ts`,
});
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  transform: { '^.+\\.ts$': ['@swc/jest', {}] },
  moduleNameMapper: {
    ...alias('libs'),
    ...alias('src'),
    ...alias('apps'),
    ...alias('test'),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
// The server starts once per run, however many of these projects take part, and not at all when none does.
const withDatabase = {
  ...base,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  // A server, its database and argon2 take a while on a busy machine with two cores.
  testTimeout: 30_000,
  maxWorkers: 2,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{libs,src,apps}/**/*.spec.ts'] },
    { ...withDatabase, displayName: 'db', testMatch: ['<rootDir>/{libs,src,apps,test/support}/**/*.db-spec.ts'] },
    { ...withDatabase, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'] },
    { ...withDatabase, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*spec.ts'] },
    { ...base, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'] },
  ],
};

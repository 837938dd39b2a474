export { startEmbeddedPostgres } from './embedded-postgres.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.js';
export { DataFolderInUse } from './owner-file.js';
export { findFreePort } from './free-port.js';

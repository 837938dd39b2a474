export { CommandsModule } from './commands.module.js';
export { UnitOfWork } from './unit-of-work.js';
export type { Transaction } from './unit-of-work.js';
export { actorKey, checkKey, ClientKeys, inputHash } from './client-keys.js';

export { CommandsModule } from './commands.module.js';
export { CommandHooks } from './command-hooks.js';
export { UnitOfWork } from './unit-of-work.js';
export type { Transaction } from './transaction.js';
export { actorKey, checkKey, ClientKeys, inputHash } from './client-keys.js';

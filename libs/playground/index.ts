export { PlaygroundModule } from './playground.module.js';
export { playgroundSettings } from './playground.settings.js';
export { Player } from './page/player.js';
export type { Example, Field, Role, Step } from './page/role.js';

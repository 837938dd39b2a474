export { FiresTimer } from './timer-task.js';
export type { DueTimer, TimerTask, TimerTaskClass } from './timer-task.js';
export { Timers } from './timers.js';
export { TimersModule } from './timers.module.js';

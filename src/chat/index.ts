export { ChatModule } from './chat.module.js';
export { chatSettings } from './chat.config.js';
export { chatFactHandlers, chatTimerTasks } from './chat.handlers.js';
export { chatEntities } from './chat.entities.js';
export { AddGreetingTrigger } from './use-cases/add-greeting-trigger.js';

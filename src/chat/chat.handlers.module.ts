import { Module } from '@nestjs/common';
import { ChatModule } from './chat.module.js';
import { chatFactHandlers, chatTimerTasks } from './chat.handlers.js';

/** Chat's reactions to facts and its timers, for workers. */
@Module({ imports: [ChatModule], providers: [...chatFactHandlers, ...chatTimerTasks] })
export class ChatHandlersModule {}

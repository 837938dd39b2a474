import { z } from 'zod';
import { defineSettings } from './settings-group.js';

/** Settings that every process has; `ConfigModule` adds them by itself. */
export const runtimeSettings = defineSettings('runtime', {
  mode: {
    env: 'NODE_ENV',
    description: 'Whether the process serves people (production), a programmer (development) or a test.',
    schema: z.enum(['production', 'development', 'test']),
    default: 'development',
  },
});

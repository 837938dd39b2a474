import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of the playground. */
export const playgroundSettings = defineSettings('playground', {
  isOn: {
    env: 'PARLEY_PLAYGROUND',
    description:
      'Whether /graphiql shows the playground: GraphiQL with examples that run. It asks no other host for anything.',
    schema: z.boolean(),
    default: true,
  },
});

/** Values of {@link playgroundSettings}. */
export type PlaygroundSettings = SettingsOf<typeof playgroundSettings>;

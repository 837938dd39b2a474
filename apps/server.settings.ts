import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of the process itself. */
export const serverSettings = defineSettings('server', {
  host: {
    env: 'PARLEY_HOST',
    description: 'Address that the server listens on; 0.0.0.0 lets other machines in.',
    schema: z.string().min(1),
    default: '127.0.0.1',
  },
  port: {
    env: 'PARLEY_PORT',
    description: 'TCP port that the server listens on; 0 takes any free one.',
    schema: z.coerce.number().int().min(0).max(65_535),
    default: 3000,
  },
  dataFolder: {
    env: 'PARLEY_DATA',
    description: 'Folder that keeps all state: the embedded database and, later, files.',
    schema: z.string().min(1),
    default: './.data',
  },
  demo: {
    env: 'PARLEY_DEMO',
    description:
      'Whether a new installation gets the demo organisation, whose log-ins everybody knows. Unset means yes with the embedded database on a loopback address, else no.',
    schema: z.boolean().optional(),
  },
  trustedProxies: {
    env: 'PARLEY_TRUSTED_PROXIES',
    description: 'Number of reverse proxies in front of the server whose X-Forwarded-For is believed.',
    schema: z.coerce.number().int().min(0).max(10),
    default: 0,
  },
});

/** Values of {@link serverSettings}. */
export type ServerSettings = SettingsOf<typeof serverSettings>;

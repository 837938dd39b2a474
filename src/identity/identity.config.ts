import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

const minutes = (most: number) => z.coerce.number().int().min(1).max(most);
const attempts = z.coerce.number().int().min(1).max(100_000);

/** Settings of signing in. */
export const identitySettings = defineSettings('identity', {
  tokenSecret: {
    env: 'PARLEY_TOKEN_SECRET',
    description:
      'Secret from which all keys that sign our tokens are derived, the same for all processes. When unset, one is made and kept in the database.',
    schema: z.string().min(32).max(512).optional(),
    secret: true,
  },
  accessTokenMinutes: {
    env: 'PARLEY_ACCESS_TOKEN_MINUTES',
    description: 'Minutes for which an access token of staff is good.',
    schema: minutes(15),
    default: 15,
  },
  sessionIdleDays: {
    env: 'PARLEY_SESSION_IDLE_DAYS',
    description: 'Days after which a log-in ends when nobody refreshes it.',
    schema: z.coerce.number().int().min(1).max(90),
    default: 30,
  },
  sessionDays: {
    env: 'PARLEY_SESSION_DAYS',
    description: 'Days after which a log-in ends in any case.',
    schema: z.coerce.number().int().min(1).max(365),
    default: 90,
  },
  visitorTokenDays: {
    env: 'PARLEY_VISITOR_TOKEN_DAYS',
    description: 'Days for which the token of a visitor is good.',
    schema: z.coerce.number().int().min(1).max(365),
    default: 30,
  },
  invitationDays: {
    env: 'PARLEY_INVITATION_DAYS',
    description: 'Days in which an invitation to a new account can be accepted.',
    schema: z.coerce.number().int().min(1).max(30),
    default: 7,
  },
  attemptMinutes: {
    env: 'PARLEY_LOG_IN_ATTEMPT_MINUTES',
    description: 'Minutes over which attempts to log in are counted, and for which whoever used them up waits.',
    schema: minutes(1_440),
    default: 15,
  },
  attemptsPerEmailAndAddress: {
    env: 'PARLEY_LOG_IN_ATTEMPTS_PER_EMAIL_AND_ADDRESS',
    description: 'Most attempts to log in to one account from one address, and from one remembered device.',
    schema: attempts,
    default: 10,
  },
  attemptsPerAddress: {
    env: 'PARLEY_LOG_IN_ATTEMPTS_PER_ADDRESS',
    description: 'Most attempts to log in from one address, whatever the account.',
    schema: attempts,
    default: 100,
  },
  attemptsPerEmailAndDay: {
    env: 'PARLEY_LOG_IN_ATTEMPTS_PER_EMAIL_AND_DAY',
    description: 'Most attempts in 24 hours to log in to one account from devices that are not remembered.',
    schema: attempts,
    default: 100,
  },
});

/** Values of {@link identitySettings}. */
export type IdentitySettings = SettingsOf<typeof identitySettings>;

const isLoopback = (url: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
const safeUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || isLoopback(url), 'outside this machine it must be https');

/** Settings of signing in through an OpenID Connect provider such as Microsoft Entra ID. */
export const oidcSettings = defineSettings('openIdConnect', {
  issuer: {
    env: 'PARLEY_OIDC_ISSUER',
    description:
      'Issuer of the OpenID Connect provider, e.g. https://login.microsoftonline.com/<tenant>/v2.0; unset turns this way of signing in off.',
    schema: safeUrl.optional(),
    range: 'https URL',
  },
  clientId: {
    env: 'PARLEY_OIDC_CLIENT_ID',
    description: 'Client id that the provider gave us.',
    schema: z.string().min(1).optional(),
  },
  clientSecret: {
    env: 'PARLEY_OIDC_CLIENT_SECRET',
    description: 'Client secret that the provider gave us.',
    schema: z.string().min(1).optional(),
    secret: true,
  },
  name: {
    env: 'PARLEY_OIDC_NAME',
    description: 'Name of the provider as people see it.',
    schema: z.string().min(1).max(60),
    default: 'Single sign-on',
  },
  publicUrl: {
    env: 'PARLEY_PUBLIC_URL',
    description:
      'Address under which browsers reach this server, e.g. https://api.example.org. When unset, only browsers on this machine can sign in through the provider.',
    schema: safeUrl.optional(),
    range: 'https URL',
  },
  returnUrl: {
    env: 'PARLEY_OIDC_RETURN_URL',
    description:
      'Page that gets the one-time code as ?code= (or ?error=) after signing in. When unset, we show the code ourselves.',
    schema: safeUrl.optional(),
    range: 'https URL',
  },
  emailDomains: {
    env: 'PARLEY_OIDC_EMAIL_DOMAINS',
    description:
      'Domains of email addresses that may sign in through the provider, separated by commas; empty allows all.',
    schema: z.string().transform((text) =>
      text
        .split(',')
        .map((domain) => domain.trim().toLowerCase())
        .filter(Boolean),
    ),
    default: [],
  },
  addsAgents: {
    env: 'PARLEY_OIDC_ADDS_AGENTS',
    description:
      'Whether somebody whom the provider vouches for and who has no account gets one, with the role AGENT and no brand.',
    schema: z.boolean(),
    default: false,
  },
  trustsEmail: {
    env: 'PARLEY_OIDC_TRUSTS_EMAIL',
    description:
      'Whether the provider’s addresses count as verified although it does not say so, as with a single-tenant Entra ID.',
    schema: z.boolean(),
    default: false,
  },
});

/** Values of {@link oidcSettings}. */
export type OidcSettings = SettingsOf<typeof oidcSettings>;

import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of the GraphQL endpoint, over HTTP and WebSocket alike. */
export const graphqlSettings = defineSettings('graphql', {
  introspection: {
    env: 'PARLEY_GRAPHQL_INTROSPECTION',
    description: 'Whether clients may ask for the schema; the playground needs it.',
    schema: z.boolean(),
    default: true,
  },
  maxDepth: {
    env: 'PARLEY_GRAPHQL_MAX_DEPTH',
    description: 'Deepest nesting of fields that a document may have.',
    schema: z.coerce.number().int().min(4).max(50),
    default: 15,
  },
  maxAliases: {
    env: 'PARLEY_GRAPHQL_MAX_ALIASES',
    description: 'Most aliased fields that a document may have.',
    schema: z.coerce.number().int().min(1).max(500),
    default: 30,
  },
  maxRootFields: {
    env: 'PARLEY_GRAPHQL_MAX_ROOT_FIELDS',
    description: 'Most fields that a document may have at its root.',
    schema: z.coerce.number().int().min(1).max(100),
    default: 20,
  },
  maxFields: {
    env: 'PARLEY_GRAPHQL_MAX_FIELDS',
    description:
      'Most fields and fragments that a document may have, those of a fragment counted at each place where it is spread.',
    schema: z.coerce.number().int().min(50).max(20_000),
    default: 1_000,
  },
  maxDirectives: {
    env: 'PARLEY_GRAPHQL_MAX_DIRECTIVES',
    description: 'Most directives that a document may have.',
    schema: z.coerce.number().int().min(0).max(1_000),
    default: 50,
  },
  maxCost: {
    env: 'PARLEY_GRAPHQL_MAX_COST',
    description:
      'Most objects that the answer to one operation may have, judged by its page sizes before it is executed.',
    schema: z.coerce.number().int().min(100).max(1_000_000),
    default: 5_000,
  },
  maxDocumentCharacters: {
    env: 'PARLEY_GRAPHQL_MAX_DOCUMENT_CHARACTERS',
    description: 'Most characters that a document may have.',
    schema: z.coerce.number().int().min(1_000).max(1_000_000),
    default: 32_000,
  },
  maxVariablesKilobytes: {
    env: 'PARLEY_GRAPHQL_MAX_VARIABLES_KB',
    description: 'Largest variables of one request, names and values together, in units of 1,024 bytes.',
    schema: z.coerce.number().int().min(4).max(10_240),
    default: 60,
  },
  maxTokens: {
    env: 'PARLEY_GRAPHQL_MAX_TOKENS',
    description: 'Most lexical tokens that a document may have.',
    schema: z.coerce.number().int().min(100).max(100_000),
    // Rules that compare fields pairwise take up to 50 ms for as many.
    default: 2_000,
  },
  maxBodyKilobytes: {
    env: 'PARLEY_GRAPHQL_MAX_BODY_KB',
    description: 'Largest request body over HTTP, in units of 1,024 bytes.',
    schema: z.coerce.number().int().min(16).max(10_240),
    default: 256,
  },
  maxFrameKilobytes: {
    env: 'PARLEY_GRAPHQL_MAX_FRAME_KB',
    description: 'Largest WebSocket message from a client, in units of 1,024 bytes.',
    schema: z.coerce.number().int().min(4).max(1_024),
    default: 64,
  },
  maxSubscriptions: {
    env: 'PARLEY_GRAPHQL_MAX_SUBSCRIPTIONS',
    description: 'Most subscriptions that one WebSocket may have open.',
    schema: z.coerce.number().int().min(1).max(1_000),
    default: 100,
  },
  allowedOrigins: {
    env: 'PARLEY_ALLOWED_ORIGINS',
    description: 'Origins of web pages that may use the API, separated by commas; * allows all.',
    schema: z.string().transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    ),
    default: ['*'],
  },
});

/** Values of {@link graphqlSettings}. */
export type GraphqlSettings = SettingsOf<typeof graphqlSettings>;

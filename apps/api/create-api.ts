import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { GraphqlEdgeModule, graphqlSettings, type GraphqlSettings } from '@libs/graphql';
import { useStructuredLogging } from '@libs/observability';
import { headersOf, originHeaders } from './answer-headers.js';
import { ApiAdapter } from './api-adapter.js';
import { serverSettings, type ServerSettings } from '../server.settings.js';

/** Makes the HTTP server of a process, ready to listen. */
export async function createApi(
  module: DynamicModule,
  { servesGraphql = true }: { servesGraphql?: boolean } = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, new ApiAdapter(), {
    bufferLogs: true,
    abortOnError: false,
    bodyParser: false,
  });
  useStructuredLogging(app);
  const graphql = app.get<GraphqlSettings>(graphqlSettings.token);
  const server = app.get<ServerSettings>(serverSettings.token);
  app.set('trust proxy', server.trustedProxies);
  app.disable('x-powered-by');
  // Pages of ours set their own content security policy.
  const secure = helmet({ contentSecurityPolicy: false });
  app.use(secure);
  app.enableCors({ origin: graphql.allowedOrigins.includes('*') ? '*' : graphql.allowedOrigins, maxAge: 600 });
  GraphqlEdgeModule.useJsonBodies(app);
  if (!servesGraphql) return app;
  const always = headersOf(secure);
  const forOrigin = originHeaders(graphql.allowedOrigins);
  GraphqlEdgeModule.answerKnownDocuments(app, (origin) => [...always, ...forOrigin(origin)]);
  return app;
}

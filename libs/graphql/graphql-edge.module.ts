import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { Ids } from '@libs/domain';
import { currentRequestId } from '@libs/observability';
import { Admission } from './requests/admission.js';
import { admissionPlugin } from './requests/admission.plugin.js';
import { CompiledDocuments } from './documents/compiled-documents.js';
import { DocumentGate, MAX_ERRORS } from './documents/document-gate.js';
import { documentGatePlugin } from './documents/document-gate.plugin.js';
import { Edge } from './requests/edge.js';
import { EdgeExceptionFilter } from './requests/edge-exception.filter.js';
import { maskError, unavailable } from './requests/errors.js';
import { graphqlOverHttpPlugin } from './requests/graphql-over-http.plugin.js';
import { graphqlSettings, type GraphqlSettings } from './graphql.settings.js';
import { GraphqlSocketServer, SocketTools } from './sockets/graphql-socket.server.js';
import { type HeadersFor, KnownDocumentsDoor, KnownDocumentsTools } from './documents/known-documents.door.js';
import { noSubscriptionsPlugin } from './requests/no-subscriptions.plugin.js';
import { measureOperationsPlugin } from './requests/measure-operations.plugin.js';
import { NodeSources } from './fields/node.js';
import { OpenSockets } from './sockets/open-sockets.js';
import { useJsonBodies } from './requests/request-body.js';
import { OperationTools, SocketConnections } from './sockets/socket-connections.js';
import { SocketOperations } from './sockets/socket-operations.js';
import { readPlainFieldsDirectly } from './schema/plain-fields.js';
import { describeImplied, schemaOptions } from './schema/schema-options.js';
import { schemaTextOf } from './schema/schema-text.js';

const tools = [CompiledDocuments, DocumentGate, Edge, NodeSources, OpenSockets];

@Global()
@Module({ providers: [Admission, ...tools], exports: tools })
class EdgeModule {}

/** The GraphQL endpoint: Apollo over HTTP and graphql-ws over WebSocket, with one schema and one path for every request. */
@Module({
  imports: [
    EdgeModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [Edge, DocumentGate, Ids, graphqlSettings.token],
      useFactory: (edge: Edge, gate: DocumentGate, ids: Ids, settings: GraphqlSettings) => ({
        path: '/graphql',
        autoSchemaFile: true,
        sortSchema: true,
        playground: false,
        graphiql: false,
        introspection: settings.introspection,
        csrfPrevention: true,
        allowBatchedHttpRequests: false,
        // Documents are known by their text; a hash of Apollo's own would be a second way past the gate's memory.
        persistedQueries: false,
        includeStacktraceInErrorResponses: false,
        stopOnTerminationSignals: false,
        stopOnApplicationShutdown: true,
        buildSchemaOptions: schemaOptions,
        transformSchema: (schema) => readPlainFieldsDirectly(describeImplied(schema)),
        // The gate parses and validates; the store would hand Apollo documents past it.
        documentStore: null,
        hideSchemaDetailsFromClientErrors: !settings.introspection,
        plugins: [
          documentGatePlugin(gate),
          measureOperationsPlugin(),
          admissionPlugin(edge),
          graphqlOverHttpPlugin(),
          noSubscriptionsPlugin,
          // Its hook for each field would be set around every field of the schema, for all who execute with it.
          ApolloServerPluginCacheControlDisabled(),
        ],
        formatError: (formatted, error) => maskError(formatted, error, currentRequestId(), !settings.introspection),
        // The answer's status is the plugin's to decide.
        preserveHttpStatusForExecutionErrors: false,
        executionOptions: { maxCoercionErrors: MAX_ERRORS },
        context: async ({ req }: { req: Request }) => {
          const credentials = {
            authorization: req.headers.authorization,
            address: req.ip ?? '',
            userAgent: req.headers['user-agent'],
          };
          const actor = await edge.authenticate(credentials).catch((error: unknown) => {
            throw unavailable(error) ?? error;
          });
          return { req, ...edge.contextFor(actor, credentials, 'HTTP', currentRequestId() ?? ids.next()) };
        },
      }),
    }),
  ],
  providers: [
    GraphqlSocketServer,
    SocketTools,
    SocketConnections,
    SocketOperations,
    OperationTools,
    KnownDocumentsDoor,
    KnownDocumentsTools,
    { provide: APP_FILTER, useClass: EdgeExceptionFilter },
  ],
  exports: [GraphQLModule],
})
export class GraphqlEdgeModule {
  /** Lets an application, made without Nest's own body parsers, read JSON bodies up to the size that is set, and no others. */
  static useJsonBodies(app: NestExpressApplication): void {
    useJsonBodies(app, app.get<GraphqlSettings>(graphqlSettings.token).maxBodyKilobytes * 1024);
  }

  /**
   * Lets an application answer known documents before everything that is set up in it.
   * @param headersFor headers that its middleware would give to every answer
   */
  static answerKnownDocuments(app: NestExpressApplication, headersFor: HeadersFor): void {
    app.get(KnownDocumentsDoor).standBefore(app.getHttpServer(), headersFor);
  }

  /** The schema of an application's resolvers in GraphQL's own language. The application need not be initialised. */
  static schemaTextOf(app: INestApplicationContext): Promise<string> {
    return schemaTextOf(app);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { graphqlSettings, type GraphqlSettings } from '../graphql.settings.js';
import { type CostFormula, evaluate } from './limits/cost-formula.js';
import { documentFaults } from './limits/document-size.js';
import { IntrospectionLimit } from './limits/introspection-cost.js';
import { nestingFault } from './limits/nesting.js';
import { costOf } from './limits/operation-cost.js';
import { RecentDocuments } from './limits/recent-documents.js';
import { variableFault } from './limits/variables.js';
import { conditionAtSubscriptionRoot } from './limits/subscription-root.js';
import { withoutSuggestion } from './limits/suggestions.js';

/** More mistakes than this in one document are not told, over HTTP and WebSocket alike. */
export const MAX_ERRORS = 10;

/** What an operation costs, and what it may cost: objects in its answer. */
export interface Cost {
  readonly requested: number;
  readonly limit: number;
}

/** An operation of a document that passed. */
export interface KnownOperation {
  readonly node: OperationDefinitionNode;
  readonly cost: CostFormula;
}

/** A document that passed. The same object for the same text as long as it is remembered. */
export interface KnownDocument {
  readonly source: string;
  readonly document: DocumentNode;
  readonly operations: readonly KnownOperation[];
}

/** A request that may be executed. */
export interface Judgement {
  readonly operation: OperationDefinitionNode;
  readonly cost: Cost;
}

/**
 * What every document and every request pass before anything is executed, over HTTP and WebSocket alike: syntax, validity and all
 * limits. Every refusal is a `GraphQLError` with a code and a message for the client.
 */
@Injectable()
export class DocumentGate {
  readonly #passed = new RecentDocuments<KnownDocument>();
  #schema: GraphQLSchema | undefined;
  #introspection: IntrospectionLimit | undefined;

  constructor(@Inject(graphqlSettings.token) private readonly settings: GraphqlSettings) {}

  /** Guards a schema from now on; called once, when the server starts. */
  guard(schema: GraphQLSchema): void {
    this.#passed.clear();
    this.#schema = schema;
    this.#introspection = new IntrospectionLimit(schema);
  }

  /** The schema that is guarded. @throws Error before {@link guard} */
  get schema(): GraphQLSchema {
    if (!this.#schema) throw new Error('The gate has no schema yet.');
    return this.#schema;
  }

  /** A document that passed before and is still remembered. */
  known(source: string): KnownDocument | undefined {
    return this.#passed.get(source);
  }

  /** The parsed and valid document, or what is wrong with it: at most ten errors. Documents that passed are remembered. */
  check(source: string): KnownDocument | readonly GraphQLError[] {
    const known = this.#passed.get(source);
    if (known) return known;
    if (!this.#schema || !this.#introspection) throw new Error('The gate has no schema yet.');
    const limit = this.settings.maxDocumentCharacters;
    if (source.length > limit) return [invalid(`The document has more than ${limit} characters.`)];
    let document: DocumentNode;
    try {
      const fault = nestingFault(source, this.settings.maxTokens);
      if (fault) return [invalid(fault)];
      document = parse(source, { maxLexicalTokens: this.settings.maxTokens });
    } catch (error) {
      return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED', false)];
    }
    // The size before the rules: the work of some grows with its square.
    const faults = documentFaults(document, this.settings);
    if (faults.length > 0) return faults.map((fault) => invalid(fault));
    const condition = conditionAtSubscriptionRoot(document);
    if (condition)
      return [invalid(`The root field of a subscription must not have @${condition.name.value}.`, condition)];
    const introspects = this.settings.introspection;
    const rules = introspects ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(this.#schema, document, rules, { maxErrors: MAX_ERRORS });
    if (errors.length > 0)
      return errors.slice(0, MAX_ERRORS).map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED', !introspects));
    if (this.#introspection.isExceededBy(document))
      return [invalid('The document asks for more of the schema than the usual introspection query does.')];
    return this.#remember(source, document, this.#schema);
  }

  /**
   * Whether a request may be executed: it names an operation of the document, its variables are in bounds and its cost, worked
   * out with these variables, is not more than allowed.
   */
  judge(
    known: KnownDocument,
    operationName: string | null | undefined,
    variables: Readonly<Record<string, unknown>> | null | undefined,
  ): Judgement | GraphQLError {
    const operation = operationOf(known, operationName);
    if (!operation)
      return refusal('The document has no operation of this name.', { code: 'OPERATION_RESOLUTION_FAILURE' });
    const fault = variableFault(variables, this.settings.maxVariablesKilobytes * 1024);
    if (fault)
      return refusal(fault.reason, { code: 'BAD_USER_INPUT', ...(fault.path !== '' && { variable: fault.path }) });
    const limit = this.settings.maxCost;
    const cost = { requested: evaluate(operation.cost, variables ?? {}), limit };
    if (cost.requested <= limit) return { operation: operation.node, cost };
    return refusal(
      `The answer could have ${cost.requested} objects; at most ${limit} are allowed. Ask for smaller pages.`,
      { code: 'COST_LIMIT_EXCEEDED', cost },
    );
  }

  #remember(source: string, document: DocumentNode, schema: GraphQLSchema): KnownDocument {
    const operations = document.definitions
      .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
      .map((node) => ({ node, cost: costOf(node, document, schema) }));
    const known = { source, document, operations };
    this.#passed.set(source, known);
    return known;
  }
}

function operationOf({ operations }: KnownDocument, name: string | null | undefined): KnownOperation | undefined {
  if (name === undefined || name === null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ node }) => node.name?.value === name);
}

function invalid(message: string, nodes?: ASTNode): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

function refusal(message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { extensions });
}

/** Whoever may not ask for the schema shall not guess it from suggestions either. */
function coded(error: GraphQLError, code: string, hidesSuggestion: boolean): GraphQLError {
  const { nodes, source, positions } = error;
  const message = hidesSuggestion ? withoutSuggestion(error.message) : error.message;
  return new GraphQLError(message, { nodes, source, positions, extensions: { ...error.extensions, code } });
}

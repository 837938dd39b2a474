import { Injectable } from '@nestjs/common';
import {
  BREAK,
  type DocumentNode,
  execute,
  type ExecutionResult,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { GraphQLDateTime } from 'graphql-scalars';

type Variables = Readonly<Record<string, unknown>>;
type Run = (context: unknown, variables: Variables) => ExecutionResult | Promise<ExecutionResult>;

/** To compile costs about as much as ten runs: only what comes again is worth it. */
const COMPILED_AT_RUN = 5;

/** Names that mean something to JavaScript objects, and introspection, which is rare. */
const NOT_COMPILED: ReadonlySet<string> = new Set(['__proto__', '__schema', '__type']);

/** Runs queries and mutations; those that come again as JavaScript that graphql-jit makes of them, with the same answer as graphql-js gives. */
@Injectable()
export class CompiledDocuments {
  /** Keyed by the parsed operation: who forgets a document forgets its program too. */
  readonly #programs = new WeakMap<OperationDefinitionNode, { run: Run; runs: number }>();

  /**
   * Runs an operation. A result without `data` says that the variables do not fit; nothing was done then.
   * @param document has passed all rules for `schema`
   */
  run(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    context: unknown,
    variables: Variables,
  ): ExecutionResult | Promise<ExecutionResult> {
    let program = this.#programs.get(operation);
    if (!program) {
      program = { run: interpreted(schema, document, operation), runs: 0 };
      this.#programs.set(operation, program);
    }
    program.runs += 1;
    if (program.runs === COMPILED_AT_RUN)
      program.run = compiled(schema, document, operation, program.run) ?? program.run;
    return program.run(context, variables);
  }
}

function interpreted(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Run {
  const operationName = operation.name?.value;
  return (contextValue, variableValues) => execute({ schema, document, operationName, contextValue, variableValues });
}

function compiled(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  interpret: Run,
): Run | undefined {
  if (!isSafeToCompile(document)) return undefined;
  const program = compileQuery(schema, document, operation.name?.value, {
    // Our resolvers give values as they are shown; tests refuse any that GraphQL would have to change.
    disableLeafSerialization: true,
    customSerializers: { [GraphQLDateTime.name]: timeAsItIs },
  });
  if (!isCompiledQuery(program)) return undefined;
  return (context, variables) => {
    const result = program.query(undefined, context, variables);
    // It refuses some variables that do fit (defaults of non-null types), before it does anything. Such are no promise.
    return 'errors' in result && result.data === undefined ? interpret(context, variables) : result;
  };
}

/**
 * Whether nothing of the client but names and numbers gets into the program that graphql-jit makes. Version 0.8.9 writes texts that stand in
 * a document into its program as JSON, in which it then turns marks of its own (`"__MAGIC_DATE__…"`) into bare code: who knows the marks,
 * which are public, could run any code here. So a document that has a text in it is interpreted; programs send their texts as variables.
 * So is one with directives, whose conditions graphql-jit does not combine in all cases as the specification says.
 */
export function isSafeToCompile(document: DocumentNode): boolean {
  let isSafe = true;
  const refuse = (): typeof BREAK => {
    isSafe = false;
    return BREAK;
  };
  visit(document, {
    [Kind.STRING]: refuse,
    [Kind.DIRECTIVE]: refuse,
    [Kind.NAME]: ({ value }) => (NOT_COMPILED.has(value) ? refuse() : undefined),
  });
  return isSafe;
}

/** The scalar checks and copies each time; a valid one JSON writes as it does. */
function timeAsItIs(value: unknown): unknown {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value : GraphQLDateTime.serialize(value);
}

import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { GraphqlSettings } from './graphql.settings.js';
import { limitRules } from './limits.js';

const REMEMBERED = 500;

/** More mistakes than this in one document are not told, over HTTP and WebSocket alike. */
export const MAX_ERRORS = 10;

/** Parses and validates documents by the same rules as the HTTP endpoint; remembers those that passed. */
export class DocumentGate {
  readonly #passed = new Map<string, DocumentNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly settings: GraphqlSettings,
  ) {}

  /** The parsed document, or what is wrong with it. */
  check(source: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#passed.get(source);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(source, { maxLexicalTokens: this.settings.maxTokens });
    } catch (error) {
      return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
    }
    const rules = [
      ...specifiedRules,
      ...limitRules(this.settings),
      ...(this.settings.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    ];
    const errors = validate(this.schema, document, rules, { maxErrors: MAX_ERRORS });
    if (errors.length > 0)
      return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED', !this.settings.introspection));
    if (this.#passed.size >= REMEMBERED) this.#passed.delete(this.#passed.keys().next().value ?? '');
    this.#passed.set(source, document);
    return document;
  }
}

/** Whoever may not ask for the schema shall not guess it from suggestions either. */
function withCode(error: GraphQLError, code: string, hideSuggestions = false): GraphQLError {
  const { nodes, source, positions } = error;
  const message = hideSuggestions ? error.message.replace(/ ?Did you mean .+\?$/s, '') : error.message;
  return new GraphQLError(message, { nodes, source, positions, extensions: { ...error.extensions, code } });
}

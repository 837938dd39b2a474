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
      document = parse(source, { maxTokens: this.settings.maxTokens });
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'The document cannot be parsed.';
      return [new GraphQLError(reason, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } })];
    }
    const rules = [
      ...specifiedRules,
      ...limitRules(this.settings),
      ...(this.settings.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    ];
    const errors = validate(this.schema, document, rules, { maxErrors: 10 });
    if (errors.length > 0) return errors;
    if (this.#passed.size >= REMEMBERED) this.#passed.delete(this.#passed.keys().next().value ?? '');
    this.#passed.set(source, document);
    return document;
  }
}

import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { GraphqlSettings } from './graphql.settings.js';

interface Size {
  depth: number;
  aliases: number;
  /** Fields of the selection set itself, those of its fragments included. */
  fields: number;
}

const NOTHING: Readonly<Size> = { depth: 0, aliases: 0, fields: 0 };

/**
 * Validation rules that bound what a document may ask for. HTTP and WebSocket use the same list. Fragments count wherever they are
 * spread, whatever their names; each is measured once, so that measuring stays linear.
 */
export function limitRules(settings: GraphqlSettings): ValidationRule[] {
  return [(context) => measure(context, settings)];
}

function measure(context: ValidationContext, settings: GraphqlSettings): ASTVisitor {
  const fragments = new Map<string, Size>();
  const refuse = (what: string, limit: number): void =>
    context.reportError(
      new GraphQLError(`The document has more than ${limit} ${what}.`, {
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      }),
    );

  const sizeOfFragment = (fragment: FragmentDefinitionNode): Size => {
    const name = fragment.name.value;
    const known = fragments.get(name);
    if (known) return known;
    // A cycle is refused by another rule; here it only must not run forever.
    fragments.set(name, NOTHING);
    const size = sizeOf(fragment.selectionSet);
    fragments.set(name, size);
    return size;
  };
  const sizeOf = (set: SelectionSetNode): Size => {
    const total: Size = { ...NOTHING };
    for (const selection of set.selections) {
      let size: Size = NOTHING;
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet ? sizeOf(selection.selectionSet) : NOTHING;
        // Introspection is deep by nature and has a switch of its own.
        const depth = selection.name.value.startsWith('__') ? 0 : inner.depth + 1;
        size = { depth, aliases: inner.aliases + (selection.alias ? 1 : 0), fields: 1 };
      } else if (selection.kind === Kind.INLINE_FRAGMENT) size = sizeOf(selection.selectionSet);
      else {
        const fragment = context.getFragment(selection.name.value);
        if (fragment) size = sizeOfFragment(fragment);
      }
      total.depth = Math.max(total.depth, size.depth);
      total.aliases += size.aliases;
      total.fields += size.fields;
    }
    return total;
  };

  return {
    OperationDefinition(operation) {
      const { depth, aliases, fields } = sizeOf(operation.selectionSet);
      if (depth > settings.maxDepth) refuse('levels of fields', settings.maxDepth);
      if (aliases > settings.maxAliases) refuse('aliases', settings.maxAliases);
      if (fields > settings.maxRootFields) refuse('fields at its root', settings.maxRootFields);
    },
  };
}

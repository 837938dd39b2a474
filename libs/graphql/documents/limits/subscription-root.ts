import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * A `@skip` or `@include` on the root field of a subscription or on fragments around it, which must not be: with one that holds,
 * graphql-js has nothing to subscribe to and fails; with a variable in one, its own rule fails, so this has to be looked at before.
 *
 * Source: GraphQL, September 2025, section 5.2.4.1 "Single Root Field".
 */
export function conditionAtSubscriptionRoot(document: DocumentNode): DirectiveNode | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.SUBSCRIPTION)
      continue;
    const found = conditionIn(definition.selectionSet, fragments, new Set());
    if (found) return found;
  }
  return undefined;
}

function conditionIn(set: SelectionSetNode, fragments: Fragments, seen: Set<string>): DirectiveNode | undefined {
  for (const selection of set.selections) {
    const own = selection.directives?.find(({ name }) => name.value === 'skip' || name.value === 'include');
    if (own) return own;
    let within = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : undefined;
    if (selection.kind === Kind.FRAGMENT_SPREAD && !seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      within = fragments.get(selection.name.value)?.selectionSet;
    }
    const found = within && conditionIn(within, fragments, seen);
    if (found) return found;
  }
  return undefined;
}

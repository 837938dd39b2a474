import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** What a request asks for, as far as limits look at it. */
export interface AskedOperation {
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Names of its root fields, those behind fragments too; a field that is asked for under two aliases stands here twice. */
  readonly fields: readonly string[];
}

const known = new WeakMap<OperationDefinitionNode, AskedOperation>();

/** What a validated operation asks for. Found out once per parsed document. */
export function askedOperation(document: DocumentNode, operation: OperationDefinitionNode): AskedOperation {
  let asked = known.get(operation);
  if (!asked) {
    asked = { type: operation.operation, fields: rootFields(document, operation.selectionSet) };
    known.set(operation, asked);
  }
  return asked;
}

function rootFields(document: DocumentNode, set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(document, fragment.selectionSet) : [];
  });
}

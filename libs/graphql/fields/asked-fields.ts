import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  visit,
} from 'graphql';

type Asked = Pick<GraphQLResolveInfo, 'operation' | 'fragments'>;

const named = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/**
 * The names of all fields that stand anywhere in the running operation or in a fragment of its document: what is costly and nobody asks for
 * need not be read. Found out once per parsed document.
 */
export function askedFields({ operation, fragments }: Asked): ReadonlySet<string> {
  let names = named.get(operation);
  if (!names) {
    const found = new Set<string>();
    for (const node of [operation, ...Object.values(fragments)])
      visit(node, { [Kind.FIELD]: ({ name }) => void found.add(name.value) });
    named.set(operation, (names = found));
  }
  return names;
}

const only = new WeakMap<FieldNode, Map<string, FieldNode | undefined>>();

/**
 * The arguments of the one field of this name right under the running field, if it stands there once and without conditions, and its arguments
 * are good: what it shows can then be read in the same statement. Else undefined, and the field has to see for itself.
 * @param type object type that the running field gives
 */
export function argumentsOfOnly(
  { fieldNodes, fragments, schema, variableValues }: GraphQLResolveInfo,
  type: string,
  name: string,
): Record<string, unknown> | undefined {
  const [parent, another] = fieldNodes;
  const definition = schema.getType(type);
  if (!parent || another || !isObjectType(definition)) return undefined;
  const known = only.get(parent) ?? new Map<string, FieldNode | undefined>();
  only.set(parent, known);
  if (!known.has(name)) known.set(name, onlyOf(parent, name, fragments));
  const node = known.get(name);
  const field = definition.getFields()[name];
  if (!node || !field) return undefined;
  try {
    return getArgumentValues(field, node, variableValues);
  } catch {
    return undefined;
  }
}

function onlyOf(
  parent: FieldNode,
  name: string,
  fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>,
): FieldNode | undefined {
  const found: { node: FieldNode; isSure: boolean }[] = [];
  const look = (selections: readonly SelectionNode[] = [], isSure: boolean): void => {
    for (const selection of selections) {
      const stillSure = isSure && !selection.directives?.length;
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value === name) found.push({ node: selection, isSure: stillSure });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) look(selection.selectionSet.selections, stillSure);
      else look(fragments[selection.name.value]?.selectionSet.selections, stillSure);
    }
  };
  look(parent.selectionSet?.selections, true);
  const [first, second] = found;
  return first?.isSure && !second ? first.node : undefined;
}

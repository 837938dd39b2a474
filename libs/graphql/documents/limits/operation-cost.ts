import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type CostFormula, type ListSize, multiply, NO_COST, sum } from './cost-formula.js';

/** Arguments that say how many items of a list are wanted. */
const PAGE_SIZES = ['first', 'last'];
/** Items that a list without such an argument is taken to have. */
const UNKNOWN_LIST = 10;

/**
 * What an operation costs: the number of objects that its answer can have. A field with `first` or `last` multiplies what its
 * lists hold by that number, as edges and nodes of a connection; a list without counts as ten; scalars are free. Every branch of
 * a union and both sides of `@skip` count.
 *
 * Source: the list sizes of IBM's GraphQL Cost Directives specification (`slicingArguments`, `sizedFields`).
 */
export function costOf(operation: OperationDefinitionNode, document: DocumentNode, schema: GraphQLSchema): CostFormula {
  const root = schema.getRootType(operation.operation);
  if (!root) return NO_COST;
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return new CostReader(schema, operation, fragments).selections(operation.selectionSet, root, undefined);
}

class CostReader {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {}

  /** @param page the page that the parent's arguments ask for: the size of lists which stand directly in it */
  selections(set: SelectionSetNode, parent: GraphQLNamedOutputType, page: ListSize | undefined): CostFormula {
    return sum(
      0,
      set.selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return this.#field(selection, parent, page);
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
        const on = fragment?.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
        return fragment ? this.selections(fragment.selectionSet, isCompositeType(on) ? on : parent, page) : NO_COST;
      }),
    );
  }

  #field(node: FieldNode, parent: GraphQLNamedOutputType, page: ListSize | undefined): CostFormula {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    // Meta fields: introspection has a bound of its own.
    if (!field || !node.selectionSet) return NO_COST;
    const ownPage = this.#pageOf(field, node);
    const isList = isListType(getNullableType(field.type));
    const inner = this.selections(node.selectionSet, getNamedType(field.type), isList ? undefined : ownPage);
    const item = sum(1, [inner]);
    return isList ? multiply(ownPage ?? page ?? UNKNOWN_LIST, item) : item;
  }

  #pageOf(field: GraphQLField<unknown, unknown>, node: FieldNode): ListSize | undefined {
    const argument = field.args.find(({ name }) => PAGE_SIZES.includes(name));
    if (!argument) return undefined;
    const usual = typeof argument.defaultValue === 'number' ? argument.defaultValue : UNKNOWN_LIST;
    const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    if (given?.kind === Kind.INT) return Math.max(0, Number(given.value));
    if (given?.kind !== Kind.VARIABLE) return usual;
    const variable = given.name.value;
    const declared = this.operation.variableDefinitions?.find((each) => each.variable.name.value === variable);
    const otherwise = declared?.defaultValue?.kind === Kind.INT ? Number(declared.defaultValue.value) : usual;
    return { variable, otherwise };
  }
}

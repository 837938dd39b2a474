import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';

/** How long the lists of the schema's description are: on average over all types, and at most. */
interface Lengths {
  readonly average: ReadonlyMap<string, number>;
  readonly most: ReadonlyMap<string, number>;
}

/** How much more than the usual introspection query a document may ask of the schema's description. */
const ROOM = 1.25;
/** Part of the types that wrap another one: tools ask for nine levels of `ofType`, of which few are there. */
const WRAPPERS = 0.6;

/**
 * Bounds what may be asked of the schema's description, by the number of values in the answer: a little more than the query has
 * which tools send. Depth alone would not do: lists of types within lists of types grow fast at any depth.
 */
export class IntrospectionLimit {
  readonly #lengths: Lengths;
  readonly #limit: number;

  constructor(private readonly schema: GraphQLSchema) {
    this.#lengths = lengthsIn(schema);
    const usual = getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    this.#limit = ROOM * this.valuesIn(parse(usual));
  }

  /** Whether a valid document asks for more than the limit. */
  isExceededBy(document: DocumentNode): boolean {
    return this.valuesIn(document) > this.#limit;
  }

  /** How many values of the schema's description a valid document asks for, estimated. */
  valuesIn(document: DocumentNode): number {
    const root = this.schema.getQueryType();
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    const queries = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return root
      ? queries.reduce((total, { selectionSet }) => total + this.#values(selectionSet, root, false, fragments), 0)
      : 0;
  }

  /** @param isTypical whether the parent stands for all types, which are as long as on average; else it may be the longest */
  #values(
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    isTypical: boolean,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ): number {
    let total = 0;
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment) total += this.#values(fragment.selectionSet, parent, isTypical, fragments);
        continue;
      }
      const field = metaField(parent, selection.name.value);
      if (!field) continue;
      const place = `${parent.name}.${field.name}`;
      const isList = isListType(getNullableType(field.type));
      const lengths = isTypical || parent.name === '__Schema' ? this.#lengths.average : this.#lengths.most;
      const isBelowTypical = place === '__Schema.types' || (isTypical && isList);
      const below = selection.selectionSet
        ? this.#values(selection.selectionSet, getNamedType(field.type), isBelowTypical, fragments)
        : 0;
      total += (lengths.get(place) ?? 1) * (1 + below);
    }
    return total;
  }
}

/** A field that describes the schema; undefined for all others. */
function metaField(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isIntrospectionType(parent) && isObjectType(parent) ? parent.getFields()[name] : undefined;
}

function lengthsIn(schema: GraphQLSchema): Lengths {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  const lists: Record<string, number[]> = {
    '__Schema.types': [types.length],
    '__Schema.directives': [schema.getDirectives().length],
    '__Type.fields': types.map((type) =>
      isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()).length : 0,
    ),
    '__Type.interfaces': types.map((type) =>
      isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().length : 0,
    ),
    '__Type.possibleTypes': types.map((type) =>
      isUnionType(type) || isInterfaceType(type) ? schema.getPossibleTypes(type).length : 0,
    ),
    '__Type.enumValues': types.map((type) => (isEnumType(type) ? type.getValues().length : 0)),
    '__Type.inputFields': types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)),
    '__Type.ofType': [WRAPPERS],
    '__Field.args': fields.map((field) => field.args.length),
    '__Directive.args': schema.getDirectives().map((directive) => directive.args.length),
    '__Directive.locations': schema.getDirectives().map((directive) => directive.locations.length),
  };
  const lengths = (of: (each: number[]) => number): ReadonlyMap<string, number> =>
    new Map(Object.entries(lists).map(([name, each]) => [name, of(each)]));
  return {
    average: lengths((each) => each.reduce((sum, length) => sum + length, 0) / Math.max(1, each.length)),
    most: lengths((each) => Math.max(0, ...each)),
  };
}

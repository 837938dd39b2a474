import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
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
const ROOM = 2;

/**
 * Bounds what may be asked of the schema's description, by the number of values in the answer: twice that of the query which
 * tools send. Depth alone would not do: lists of types within lists of types grow fast at any depth.
 */
export class IntrospectionLimit {
  readonly #lengths: Lengths;
  readonly #limit: number;

  constructor(private readonly schema: GraphQLSchema) {
    this.#lengths = lengthsIn(schema);
    const usual = parse(
      getIntrospectionQuery({
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    );
    this.#limit = ROOM * this.#costOf(usual);
  }

  /** Whether a valid document asks for more than the limit. */
  isExceededBy(document: DocumentNode): boolean {
    return this.#costOf(document) > this.#limit;
  }

  #costOf(document: DocumentNode): number {
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    const cost = (set: SelectionSetNode, parent: GraphQLNamedType, isTypical: boolean): number => {
      let total = 0;
      for (const selection of set.selections) {
        if (selection.kind !== Kind.FIELD) {
          const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
          if (fragment) total += cost(fragment.selectionSet, parent, isTypical);
          continue;
        }
        const name = selection.name.value;
        const field =
          name === '__schema'
            ? SchemaMetaFieldDef
            : name === '__type'
              ? TypeMetaFieldDef
              : parent.name.startsWith('__') && isObjectType(parent)
                ? parent.getFields()[name]
                : undefined;
        if (!field) continue;
        const place = `${parent.name}.${name}`;
        const lengths = isTypical || parent.name === '__Schema' ? this.#lengths.average : this.#lengths.most;
        const length = isListType(getNullableType(field.type)) ? (lengths.get(place) ?? 1) : 1;
        // All types together are as long as on average; a single one may be the longest.
        const staysTypical = place === '__Schema.types' || (isTypical && isListType(getNullableType(field.type)));
        total +=
          length *
          (1 + (selection.selectionSet ? cost(selection.selectionSet, getNamedType(field.type), staysTypical) : 0));
      }
      return total;
    };
    const root = this.schema.getQueryType();
    if (!root) return 0;
    return document.definitions.reduce(
      (total, definition) =>
        definition.kind === Kind.OPERATION_DEFINITION ? total + cost(definition.selectionSet, root, false) : total,
      0,
    );
  }
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

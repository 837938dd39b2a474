import * as graphql from 'graphql';
import type { PlainList } from './plain-lists.js';

type Composite = graphql.GraphQLObjectType | graphql.GraphQLInterfaceType;
type OutputField = graphql.GraphQLField<unknown, unknown>;

const UNTYPED = /json|object|any|map/i;

/**
 * Our own rules for the committed schema, one sentence per fault and none for a faultless schema: every element has a
 * description that is a sentence; mutations follow their naming convention, take a client key and answer with a result;
 * lists are Relay connections or named in `plainLists`; no scalar hides a structure.
 */
export function findFaults(schema: graphql.GraphQLSchema, plainLists: readonly PlainList[] = []): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isStandard(type));
  const composites = types.filter((type) => graphql.isObjectType(type) || graphql.isInterfaceType(type));
  return [
    ...types.flatMap(describedType),
    ...schema.getDirectives().flatMap(describedDirective),
    ...Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(mutation),
    ...lists(composites, plainLists),
    ...composites.flatMap(node),
    ...types.filter((type) => graphql.isScalarType(type) && UNTYPED.test(type.name)).map(untyped),
  ];
}

function isStandard(type: graphql.GraphQLNamedType): boolean {
  return graphql.isIntrospectionType(type) || graphql.isSpecifiedScalarType(type);
}

interface Described {
  description?: string | null | undefined;
}

function described(name: string, { description }: Described): string[] {
  return description?.trim().endsWith('.') ? [] : [`${name}: its description must be a sentence that ends with a dot.`];
}

function describedType(type: graphql.GraphQLNamedType): string[] {
  const own = described(type.name, type);
  if (graphql.isEnumType(type)) {
    return [...own, ...type.getValues().flatMap((value) => described(`${type.name}.${value.name}`, value))];
  }
  if (graphql.isUnionType(type) || graphql.isScalarType(type)) return own;
  const fields: readonly (graphql.GraphQLInputField | OutputField)[] = Object.values(type.getFields());
  return [...own, ...fields.flatMap((field) => describedField(`${type.name}.${field.name}`, field))];
}

function describedField(name: string, field: graphql.GraphQLInputField | OutputField): string[] {
  return [...described(name, field), ...('args' in field ? describedArguments(name, field.args) : [])];
}

function describedDirective(directive: graphql.GraphQLDirective): string[] {
  const name = `@${directive.name}`;
  if (graphql.isSpecifiedDirective(directive)) return [];
  return [...described(name, directive), ...describedArguments(name, directive.args)];
}

function describedArguments(owner: string, args: readonly graphql.GraphQLArgument[]): string[] {
  return args.flatMap((argument) => described(`${owner}(${argument.name})`, argument));
}

function mutation(field: OutputField): string[] {
  const verb = field.name.charAt(0).toUpperCase() + field.name.slice(1);
  const says = (fault: string): string => `Mutation.${field.name}: ${fault}`;
  return [...mutationInput(field, verb), ...mutationResult(field, verb)].map(says);
}

function mutationInput({ args }: OutputField, verb: string): string[] {
  const [input] = args;
  const type = input && graphql.getNullableType(input.type);
  if (args.length !== 1 || input?.name !== 'input' || !graphql.isNonNullType(input.type)) {
    return [`it must take one argument \`input: ${verb}Input!\`.`];
  }
  if (!graphql.isInputObjectType(type)) return [`its input must be of type ${verb}Input.`];
  const key = type.getFields()['clientKey'];
  return [
    ...(type.name === `${verb}Input` ? [] : [`its input must be of type ${verb}Input, not ${type.name}.`]),
    ...(key && graphql.isNonNullType(key.type) ? [] : [`${type.name} must have a required clientKey.`]),
  ];
}

function mutationResult(field: OutputField, verb: string): string[] {
  const type = graphql.getNullableType(field.type);
  const required = graphql.isNonNullType(field.type) ? [] : ['its answer must not be null.'];
  if (graphql.isUnionType(type)) return [...required, ...resultUnion(type, verb)];
  const isPlain = graphql.isObjectType(type) && [`${verb}Success`, `${verb}Result`].includes(type.name);
  return [
    ...required,
    ...(isPlain ? [] : [`it must answer with ${verb}Result or ${verb}Success, not ${String(type)}.`]),
  ];
}

/** Success and refusals; a refusal says `reason`, since `message` is a word of the business. */
function resultUnion(union: graphql.GraphQLUnionType, verb: string): string[] {
  const success = `${verb}Success`;
  const refusals = union.getTypes().filter(({ name }) => name !== success);
  const fields = refusals.map((type) => ({ type, names: Object.keys(type.getFields()) }));
  return [
    ...(union.name === `${verb}Result` ? [] : [`its union must be called ${verb}Result, not ${union.name}.`]),
    ...(refusals.length < union.getTypes().length ? [] : [`${union.name} must have a member ${success}.`]),
    ...fields.filter(({ names }) => !names.includes('reason')).map(({ type }) => `${type.name} must say its reason.`),
    ...fields.filter(({ names }) => names.includes('message')).map(({ type }) => `${type.name} must not say message.`),
  ];
}

function lists(types: readonly Composite[], plainLists: readonly PlainList[]): string[] {
  const allowed = new Set(plainLists.map(({ field }) => field));
  const found = types.flatMap((type) => Object.values(type.getFields()).flatMap((field) => list(type, field)));
  const used = new Set(found.map(({ name }) => name));
  return [
    ...found
      .filter(({ name }) => !allowed.has(name))
      .map(({ name }) => `${name}: a list must be a Relay connection, or stand in plain-lists.ts with a reason.`),
    ...found.filter(({ hasGaps }) => hasGaps).map(({ name }) => `${name}: the items of a list must not be null.`),
    ...[...allowed].filter((name) => !used.has(name)).map((name) => `${name}: plain-lists.ts names no list.`),
  ];
}

function list(type: Composite, field: OutputField): { name: string; hasGaps: boolean }[] {
  const bare = graphql.getNullableType(field.type);
  // A page has as many nodes as edges.
  const isEdges = type.name.endsWith('Connection') && (field.name === 'edges' || field.name === 'nodes');
  if (!graphql.isListType(bare) || isEdges) return [];
  return [{ name: `${type.name}.${field.name}`, hasGaps: !graphql.isNonNullType(bare.ofType) }];
}

/** Whoever implements Node says so in its first word: `id: ID!`. */
function node(type: Composite): string[] {
  const isNode = type.name === 'Node' || type.getInterfaces().some(({ name }) => name === 'Node');
  if (!isNode || String(type.getFields()['id']?.type) === 'ID!') return [];
  return [`${type.name}: a Node must have \`id: ID!\`.`];
}

function untyped({ name }: graphql.GraphQLNamedType): string {
  return `${name}: a scalar must not hide a structure; write the type.`;
}

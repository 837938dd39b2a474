import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** A root field of the schema, with the document and the variables that call it. */
export interface SchemaOperation {
  /** E.g. `Query.chat`. */
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  /** Asks for all that the field shows, two objects deep; arguments that are required or name an object are variables. */
  readonly document: string;
  /** Paths of the arguments that name an object, by its id or by its brand's code: e.g. `input.chatId`. */
  readonly names: readonly string[];
  /** Something for every required argument. */
  readonly plain: Readonly<Record<string, unknown>>;
}

/** The committed schema. */
export function committedSchema(): GraphQLSchema {
  return buildSchema(readFileSync(join(import.meta.dirname, '../../apps/api/schema.graphql'), 'utf8'));
}

/** All root fields of a schema. */
export function operationsOf(schema: GraphQLSchema): SchemaOperation[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {}).map((field) => operationOf(root?.name ?? '', field)),
  );
}

function operationOf(root: string, field: GraphQLField<unknown, unknown>): SchemaOperation {
  const kind = root.toLowerCase() as SchemaOperation['kind'];
  const required = field.args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  const used = field.args.filter((arg) => required.includes(arg) || namesIn(arg.name, arg.type).length > 0);
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = given === '' ? field.name : `${field.name}(${given})`;
  return {
    name: `${root}.${field.name}`,
    kind,
    field: field.name,
    document: `${kind} ${declared === '' ? '' : `(${declared})`} { ${call} ${selectionOf(field.type, 2)} }`,
    names: field.args.flatMap(({ name, type }) => namesIn(name, type)),
    plain: Object.fromEntries(required.map(({ name, type }) => [name, something(type)])),
  };
}

/** Everything that an output shows without arguments. Of unions the success and what refusals have in common, so that no two fields collide. */
function selectionOf(output: GraphQLOutputType, depth: number): string {
  const type = getNamedType(output);
  if (isLeafType(type)) return '';
  if (isUnionType(type)) {
    const success = type.getTypes().find(({ name }) => name.endsWith('Success'));
    const refusals = '... on Refusal { reason } ... on NotFound { field } ... on InvalidInput { field }';
    return success
      ? `{ __typename ... on ${success.name} ${selectionOf(success, depth)} ${refusals} }`
      : '{ __typename }';
  }
  if (!isObjectType(type)) return '{ __typename id }';
  const fields = Object.values(type.getFields())
    .filter((field) => field.args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined))
    .filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
  return `{ __typename ${fields.map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`).join(' ')} }`;
}

function namesIn(path: string, input: GraphQLInputType): string[] {
  const type = getNamedType(input);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).flatMap((field) => namesIn(`${path}.${field.name}`, field.type));
  return type.name === 'ID' || /(^|\.)brandCode$/.test(path) ? [path] : [];
}

function something(input: GraphQLInputType): unknown {
  const type = getNullableType(input);
  if (isListType(type)) return [];
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) && field.defaultValue === undefined,
    );
    return Object.fromEntries(required.map((field) => [field.name, something(field.type)]));
  }
  if (isEnumType(type)) return type.getValues()[0]?.name;
  const scalars: Readonly<Record<string, unknown>> = { Boolean: true, Int: 1, DateTime: '2026-03-02T12:00:00.000Z' };
  return scalars[String(type)] ?? 'something';
}

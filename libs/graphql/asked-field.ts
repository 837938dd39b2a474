import { BREAK, type GraphQLResolveInfo, Kind, type OperationDefinitionNode, visit } from 'graphql';

const known = new WeakMap<OperationDefinitionNode, Map<string, boolean>>();

/**
 * Whether the running operation, or a fragment of its document, asks anywhere for a field of this name: lists need not read what is costly and
 * nobody asks for. Found out once per parsed document.
 */
export function asksFor({ operation, fragments }: GraphQLResolveInfo, field: string): boolean {
  const fields = known.get(operation) ?? new Map<string, boolean>();
  known.set(operation, fields);
  let isAsked = fields.get(field);
  if (isAsked === undefined) {
    isAsked = [operation, ...Object.values(fragments)].some((node) => {
      let found = false;
      visit(node, {
        [Kind.FIELD]: ({ name }) => {
          if (name.value !== field) return undefined;
          found = true;
          return BREAK;
        },
      });
      return found;
    });
    fields.set(field, isAsked);
  }
  return isAsked;
}

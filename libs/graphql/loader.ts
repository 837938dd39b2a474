import { BREAK, type GraphQLResolveInfo, Kind, type OperationDefinitionNode, visit } from 'graphql';
import DataLoader from 'dataloader';
import type { EdgeContext } from './edge.js';

/**
 * The loader of a request that collects keys and reads them together, so that lists need no query per item.
 * @param name identifies the loader within the request
 * @param load reads the values of several keys; `keyOf` tells which value belongs to which key
 */
export function loaderOf<V>(
  edge: EdgeContext,
  name: string,
  load: (keys: readonly string[]) => Promise<readonly V[]>,
  keyOf: (value: V) => string,
): DataLoader<string, V[]> {
  const known = edge.loaders.get(name) as DataLoader<string, V[]> | undefined;
  if (known) return known;
  const loader = new DataLoader<string, V[]>(
    async (keys) => {
      const groups = Map.groupBy(await load(keys), keyOf);
      return keys.map((key) => groups.get(key) ?? []);
    },
    // A context may live as long as a subscription: what was read must not stay.
    { cache: edge.transport === 'HTTP' },
  );
  edge.loaders.set(name, loader);
  return loader;
}

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

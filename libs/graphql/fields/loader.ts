import DataLoader from 'dataloader';
import type { EdgeContext } from '../requests/edge.js';

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

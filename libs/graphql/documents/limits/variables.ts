const MAX_DEPTH = 12;
const MAX_KEYS = 1_000;
const MAX_LIST = 1_000;
/** Names that reach the prototypes of objects when somebody merges what a client sent. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with the variables of a request. */
export interface VariableFault {
  readonly reason: string;
  /** Where, e.g. `input.tags.3`; empty for the variables as a whole. */
  readonly path: string;
}

interface Budget {
  keys: number;
  bytes: number;
}

/**
 * What is wrong with the variables of a request, if anything: too many, too large, nested too deep, or names that are meant to
 * reach prototypes. Stops at the first fault. Text that cannot be stored (NUL, half of a surrogate pair) is left to the fields that
 * it is given to: they know its name, and whether it must be stored or can only be looked for.
 * @param maxBytes most bytes of all names and values together, as UTF-8
 */
export function variableFault(variables: unknown, maxBytes: number): VariableFault | undefined {
  if (variables === undefined || variables === null) return undefined;
  if (typeof variables !== 'object' || Array.isArray(variables))
    return { reason: 'The variables must be an object.', path: '' };
  return faultOf(variables, [], { keys: MAX_KEYS, bytes: maxBytes });
}

function faultOf(value: unknown, path: readonly string[], budget: Budget): VariableFault | undefined {
  if (typeof value === 'string') return spend(Buffer.byteLength(value), path, budget);
  if (typeof value !== 'object' || value === null) return spend(8, path, budget);
  if (path.length >= MAX_DEPTH) return fault(`Variables must not nest deeper than ${MAX_DEPTH} levels.`, path);
  if (Array.isArray(value)) return listFault(value, path, budget);
  const keys = Object.keys(value);
  if ((budget.keys -= keys.length) < 0) return fault(`The variables must not have more than ${MAX_KEYS} values.`, path);
  for (const key of keys) {
    if (FORBIDDEN_KEYS.has(key)) return fault('This name is not allowed in variables.', [...path, key]);
    const found =
      spend(Buffer.byteLength(key), path, budget) ??
      faultOf((value as Record<string, unknown>)[key], [...path, key], budget);
    if (found) return found;
  }
  return undefined;
}

function listFault(list: readonly unknown[], path: readonly string[], budget: Budget): VariableFault | undefined {
  if (list.length > MAX_LIST) return fault(`A list in the variables must not have more than ${MAX_LIST} items.`, path);
  if ((budget.keys -= list.length) < 0) return fault(`The variables must not have more than ${MAX_KEYS} values.`, path);
  for (const [index, item] of list.entries()) {
    const found = faultOf(item, [...path, String(index)], budget);
    if (found) return found;
  }
  return undefined;
}

function spend(bytes: number, path: readonly string[], budget: Budget): VariableFault | undefined {
  return (budget.bytes -= bytes) < 0 ? fault('The variables are too large.', path) : undefined;
}

function fault(reason: string, path: readonly string[]): VariableFault {
  return { reason, path: path.join('.').slice(0, 200) };
}

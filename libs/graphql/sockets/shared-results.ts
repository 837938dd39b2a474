import {
  type ASTNode,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { runWithRequestId } from '@libs/observability';
import type { Cost } from '../documents/document-gate.js';
import type { EdgeContext } from '../requests/edge.js';
import { maskError } from '../requests/errors.js';
import { NextMessage } from './next-message.js';
import type { LiveStream } from './stream.js';

/** What is executed, with its cost, which the answer tells. */
export interface JudgedArgs extends ExecutionArgs {
  readonly operation: OperationDefinitionNode;
  readonly cost: Cost;
  /** Whether errors tell nothing of the schema that the client did not ask for by name. */
  readonly hidesSchema: boolean;
  readonly contextValue: EdgeContext;
}

/** What is sent of an item; undefined when nothing is. */
export type Rendered = NextMessage | undefined;

/** Who is shown something. */
export type Viewer = Omit<EdgeContext, 'loaders' | 'cost'>;

/** Somebody's subscription, as far as its results depend on it. */
export interface Viewing extends Pick<LiveStream, 'show' | 'sharedBy'> {
  readonly viewer: Viewer;
}

/** What is executed, whoever asks for it. */
type SharedArgs = Omit<JudgedArgs, 'contextValue'>;

/** Stands for a result that looked at the viewer: each has his own. */
const PERSONAL = Symbol('personal');
type Kept = Rendered | typeof PERSONAL;

/**
 * The results of all subscriptions that ask for the same: one document and operation, and the same values of the variables that are used
 * below the root field. Each item is executed and serialised once per value of the stream's `sharedBy`, for all viewers of that value.
 * Hot path: a further viewer costs two look-ups.
 */
export class SharedResults {
  readonly #kept = new WeakMap<object, Map<string, Kept | Promise<Kept>>>();

  /** @param args those of any of them */
  constructor(private readonly args: SharedArgs) {}

  /** The result of an item for a viewer: at once where the resolvers answer at once, and for all but the first. */
  of(item: object, viewing: Viewing): Rendered | Promise<Rendered> {
    const key = viewing.sharedBy(item);
    if (key === undefined) return render(item, viewing, this.args);
    const kept = this.#kept.get(item) ?? new Map<string, Kept | Promise<Kept>>();
    if (kept.size === 0) this.#kept.set(item, kept);
    if (!kept.has(key)) this.#make(item, viewing, key, kept);
    const known = kept.get(key);
    if (known === PERSONAL) return render(item, viewing, this.args);
    if (!(known instanceof Promise)) return known;
    return known.then((result) => (result === PERSONAL ? render(item, viewing, this.args) : result));
  }

  #make(item: object, viewing: Viewing, key: string, kept: Map<string, Kept | Promise<Kept>>): void {
    let sawViewer = false;
    const seal = (result: Rendered): Kept => {
      const sealed = sawViewer ? PERSONAL : result;
      kept.set(key, sealed);
      return sealed;
    };
    const result = render(item, viewing, this.args, () => (sawViewer = true));
    if (result instanceof Promise) kept.set(key, result.then(seal));
    else seal(result);
  }
}

function render(
  item: object,
  { viewer, show }: Viewing,
  args: SharedArgs,
  onViewer?: () => void,
): Rendered | Promise<Rendered> {
  return runWithRequestId(viewer.requestId, () => {
    const payload = show(item);
    return payload instanceof Promise
      ? payload.then((shown) => executed(shown, args, viewer, onViewer))
      : executed(payload, args, viewer, onViewer);
  });
}

function executed(
  payload: unknown,
  args: SharedArgs,
  viewer: Viewer,
  onViewer?: () => void,
): Rendered | Promise<Rendered> {
  if (payload === undefined) return undefined;
  const result = execute({ ...args, rootValue: payload, contextValue: new WatchedContext(viewer, onViewer) });
  return result instanceof Promise
    ? result.then((value) => messageOf(value, args, viewer))
    : messageOf(result, args, viewer);
}

/**
 * The viewer's context for one execution; tells when the viewer in it is looked at, also by a copy of the context. The getters are the same functions
 * for all and see nothing else: what those of a literal see would stay in memory, for the reason that `toConnection` gives.
 */
class WatchedContext implements EdgeContext {
  declare readonly actor: EdgeContext['actor'];
  declare readonly credentials: EdgeContext['credentials'];
  readonly transport: EdgeContext['transport'];
  readonly requestId: string;
  readonly loaders = new Map<unknown, unknown>();
  readonly #viewer: Viewer;
  readonly #onViewer: (() => void) | undefined;

  constructor(viewer: Viewer, onViewer: (() => void) | undefined) {
    this.#viewer = viewer;
    this.#onViewer = onViewer;
    this.transport = viewer.transport;
    this.requestId = viewer.requestId;
    Object.defineProperty(this, 'actor', WatchedContext.#actor);
    Object.defineProperty(this, 'credentials', WatchedContext.#credentials);
  }

  static readonly #actor: PropertyDescriptor = {
    enumerable: true,
    get(this: WatchedContext) {
      this.#onViewer?.();
      return this.#viewer.actor;
    },
  };

  static readonly #credentials: PropertyDescriptor = {
    enumerable: true,
    get(this: WatchedContext) {
      this.#onViewer?.();
      return this.#viewer.credentials;
    },
  };
}

function messageOf(result: ExecutionResult, args: SharedArgs, { requestId }: Viewer): NextMessage {
  return new NextMessage(JSON.stringify(shownResult(result, args, requestId)));
}

/** A result as clients get it: with what it cost, and errors masked. */
export function shownResult(
  result: Pick<ExecutionResult, 'data' | 'errors' | 'extensions'>,
  { cost, hidesSchema }: Pick<JudgedArgs, 'cost' | 'hidesSchema'>,
  requestId: string,
): object {
  const { errors, ...rest } = result;
  const masked = errors?.map((error) => maskError(error.toJSON(), error, requestId, hidesSchema));
  return { ...rest, ...(masked && { errors: masked }), extensions: { ...result.extensions, cost } };
}

/** The results of one operation, while somebody uses them. */
interface OpenResult {
  readonly key: string;
  readonly results: SharedResults;
  users: number;
}

/** The {@link SharedResults} of every operation that is open in this process. */
export class OpenResults {
  readonly #open = new Map<string, OpenResult>();
  readonly #documents = new WeakMap<DocumentNode, number>();
  #last = 0;

  /** Those of an operation, to be given back. */
  of(args: JudgedArgs): OpenResult {
    const key = this.#keyOf(args);
    const entry = this.#open.get(key) ?? { key, results: new SharedResults(withoutViewer(args)), users: 0 };
    this.#open.set(key, entry);
    entry.users += 1;
    return entry;
  }

  /** One who uses them is gone. */
  giveBack(entry: OpenResult): void {
    entry.users -= 1;
    if (entry.users === 0) this.#open.delete(entry.key);
  }

  /** Number of subscriptions that use them. */
  get users(): number {
    let sum = 0;
    for (const { users } of this.#open.values()) sum += users;
    return sum;
  }

  #keyOf({ document, operation, variableValues, cost }: JudgedArgs): string {
    let id = this.#documents.get(document);
    if (id === undefined) this.#documents.set(document, (id = this.#last += 1));
    const values = variableValues ?? {};
    const used = variablesBelowRoot(document, operation).map((name) =>
      Object.hasOwn(values, name) ? [values[name]] : [],
    );
    return JSON.stringify([id, operation.name?.value ?? null, cost.requested, ...used]);
  }
}

function withoutViewer({
  schema,
  document,
  operation,
  operationName,
  variableValues,
  options,
  cost,
  hidesSchema,
}: JudgedArgs): SharedArgs {
  return { schema, document, operation, operationName, variableValues, options, cost, hidesSchema };
}

const known = new WeakMap<OperationDefinitionNode, readonly string[]>();

/**
 * Names of the variables on which a result may depend. Those that are used in the arguments of the root field alone choose the stream
 * and its place in it: whatever of them the payload depends on is declared by `sharedBy`.
 */
export function variablesBelowRoot(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const found = known.get(operation);
  if (found) return found;
  const names = new Set<string>();
  const collect = (node: ASTNode | undefined): void => {
    if (node) visit(node, { Variable: ({ name }) => void names.add(name.value) });
  };
  operation.directives?.forEach(collect);
  for (const root of operation.selectionSet.selections) {
    root.directives?.forEach(collect);
    if (root.kind !== Kind.FRAGMENT_SPREAD) collect(root.kind === Kind.FIELD ? root.selectionSet : root);
  }
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) collect(definition);
  const sorted = [...names].toSorted();
  known.set(operation, sorted);
  return sorted;
}

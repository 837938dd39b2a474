import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { GraphqlSettings } from '../../graphql.settings.js';

/**
 * Most fields that land at one place of the answer under one name. The rule that fields of one name must agree compares each with
 * each, so this bounds its work; unions of many members ask for the same field once each.
 */
const MAX_SAME_FIELDS = 100;
const MAX_FRAGMENTS = 100;
const MAX_OPERATIONS = 50;
const MAX_DIRECTIVES_AT_ONE_PLACE = 5;
/** What the usual introspection query needs, whose types are nine levels of wrappers deep. */
const INTROSPECTION_DEPTH = 16;

/** A place in the answer: how many fields land there, and what stands below it. */
interface Place {
  count: number;
  readonly below: Map<string, Place>;
}

const newPlace = (): Place => ({ count: 0, below: new Map() });

/**
 * What of a document is more than allowed, as sentences. Fragments count wherever they are spread, whatever their names, as if
 * they stood there. Needs no schema and stops at the first budget that is exceeded, so that it can run before any rule whose work
 * grows faster than the document.
 */
export function documentFaults(document: DocumentNode, settings: GraphqlSettings): string[] {
  const measure = new Measure(document, settings);
  try {
    measure.all();
  } catch (fault) {
    if (!(fault instanceof Exceeded)) throw fault;
    measure.faults.add(fault.message);
  }
  return [...measure.faults];
}

class Exceeded extends Error {}

class Measure {
  readonly faults = new Set<string>();
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #measured = new Set<string>();
  /** Fragments that are being spread: a cycle is refused by another rule; here it only must not run forever. */
  readonly #open = new Set<string>();
  #selections = 0;
  #directives = 0;
  #aliases = 0;
  #rootFields = 0;

  constructor(
    private readonly document: DocumentNode,
    private readonly settings: GraphqlSettings,
  ) {}

  all(): void {
    const { document, settings } = this;
    const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.#limit(operations.length, MAX_OPERATIONS, 'operations');
    this.#limit(fragments.length, MAX_FRAGMENTS, 'fragments');
    for (const fragment of fragments) this.#fragments.set(fragment.name.value, fragment);
    for (const operation of operations) {
      this.#aliases = 0;
      this.#rootFields = 0;
      this.#countDirectives(operation.directives?.length);
      for (const { directives } of operation.variableDefinitions ?? []) this.#countDirectives(directives?.length);
      this.#walk(operation.selectionSet, 1, newPlace(), settings.maxDepth);
    }
    // Other rules refuse fragments that nobody spreads, but compare their fields before.
    for (const { name, selectionSet } of fragments)
      if (!this.#measured.has(name.value)) this.#walk(selectionSet, 2, newPlace(), Infinity);
  }

  #walk(set: SelectionSetNode, depth: number, place: Place, maxDepth: number): void {
    for (const selection of set.selections) {
      this.#limit((this.#selections += 1), this.settings.maxFields, 'fields, those of its fragments counted');
      this.#countDirectives(selection.directives?.length);
      this.#select(selection, depth, place, maxDepth);
    }
  }

  #select(selection: SelectionNode, depth: number, place: Place, maxDepth: number): void {
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.#walk(selection.selectionSet, depth, place, maxDepth);
    const name = selection.name.value;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = this.#fragments.get(name);
      if (!fragment || this.#open.has(name)) return;
      this.#countDirectives(fragment.directives?.length);
      this.#measured.add(name);
      this.#open.add(name);
      this.#walk(fragment.selectionSet, depth, place, maxDepth);
      this.#open.delete(name);
      return;
    }
    if (depth === 1) this.#limit((this.#rootFields += 1), this.settings.maxRootFields, 'fields at its root');
    if (selection.alias) this.#limit((this.#aliases += 1), this.settings.maxAliases, 'aliases');
    // Introspection is deep by nature, and its cost is bounded apart.
    const limit = depth === 1 && (name === '__schema' || name === '__type') ? INTROSPECTION_DEPTH : maxDepth;
    this.#limit(depth, limit, 'levels of fields');
    const key = (selection.alias ?? selection.name).value;
    let here = place.below.get(key);
    if (!here) place.below.set(key, (here = newPlace()));
    this.#limit((here.count += 1), MAX_SAME_FIELDS, 'fields of one name at one place');
    if (selection.selectionSet) this.#walk(selection.selectionSet, depth + 1, here, limit);
  }

  #countDirectives(count = 0): void {
    if (count === 0) return;
    this.#limit(count, MAX_DIRECTIVES_AT_ONE_PLACE, 'directives at one place');
    this.#limit((this.#directives += count), this.settings.maxDirectives, 'directives');
  }

  #limit(count: number, limit: number, what: string): void {
    if (count > limit) throw new Exceeded(`The document has more than ${limit} ${what}.`);
  }
}

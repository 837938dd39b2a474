import { Injectable, type Type } from '@nestjs/common';
import type { FactDefinition, RecordedFact } from '@libs/domain';

/**
 * Reacts to facts after they are committed, in a worker. Facts of one aggregate arrive in order and at least once: a handler is
 * idempotent, with the fact's id as its key. Throwing means "try again later"; {@link Unprocessable} means "never".
 */
export interface FactHandler<P extends object = object> {
  handle(fact: RecordedFact<P>): Promise<void>;
}

/** A handler class, marked with {@link HandlesFacts}. */
export type FactHandlerClass = Type<FactHandler<never>>;

/** Thrown by a handler that will never succeed with this fact: it is parked at once, for a person to look at. */
export class Unprocessable extends Error {}

const marks = new WeakMap<object, { name: string; types: readonly string[] }>();

/**
 * Marks a class as handler.
 * @param name `<verb>-when-<fact>`, unique in the product; stored with each delivery, so it must not change
 * @param facts what it reacts to
 */
export function HandlesFacts(name: string, ...facts: readonly FactDefinition[]): ClassDecorator {
  return (target) => {
    Injectable()(target);
    marks.set(target, { name, types: facts.map((fact) => fact.type) });
  };
}

/** Which handlers react to which facts. The same list in every process: whoever stores a fact also queues its deliveries. */
export class HandlerRoutes {
  readonly #byType = new Map<string, string[]>();
  readonly #byName = new Map<string, FactHandlerClass>();

  /** @throws Error for a class without mark, and for two handlers of one name */
  constructor(handlers: readonly FactHandlerClass[]) {
    for (const handler of handlers) {
      const mark = marks.get(handler);
      if (!mark) throw new Error(`${handler.name} has no @HandlesFacts.`);
      if (this.#byName.has(mark.name)) throw new Error(`Two handlers are named ${mark.name}.`);
      this.#byName.set(mark.name, handler);
      for (const type of mark.types) this.#byType.set(type, [...(this.#byType.get(type) ?? []), mark.name]);
    }
  }

  /** Names of the handlers that react to a type of fact. */
  namesFor(type: string): readonly string[] {
    return this.#byType.get(type) ?? [];
  }

  /** The handler class of a name, or undefined. */
  classOf(name: string): FactHandlerClass | undefined {
    return this.#byName.get(name);
  }

  /** All names, sorted. */
  names(): string[] {
    return [...this.#byName.keys()].sort();
  }
}

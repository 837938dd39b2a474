import { Injectable, type Type } from '@nestjs/common';
import { Field, ID, InterfaceType } from '@nestjs/graphql';
import type { ActorRef } from '@libs/domain';

/** The interface of everything that has an id (Relay global object identification). */
@InterfaceType('Node', {
  description: 'Something with an id that is unique in the whole installation.',
  resolveType: (value: { __typename?: string; constructor: Type }) => value.__typename ?? value.constructor,
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Unique id: a UUID, to be treated as opaque.' })
  id: string;
}

/** Finds an object for an actor; undefined when it is not there or not for him. The object carries its `__typename`. */
type NodeSource = (actor: ActorRef, id: string) => Promise<object | undefined>;

/** The nouns that `node(id:)` can find. Modules add theirs at start. */
@Injectable()
export class NodeSources {
  readonly #sources: NodeSource[] = [];

  add(source: NodeSource): void {
    this.#sources.push(source);
  }

  /** The object with this id that the actor may see, or undefined. */
  async find(actor: ActorRef, id: string): Promise<object | undefined> {
    const found = await Promise.all(this.#sources.map((source) => source(actor, id)));
    return found.find((object) => object !== undefined);
  }
}

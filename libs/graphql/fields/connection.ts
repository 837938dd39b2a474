import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';

/** Arguments of every list: forward pages by keyset cursor. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 25, description: 'Number of items, 1 to 100.' })
  first: number;

  @Field(() => String, { nullable: true, description: 'Only items after this cursor; leave out for the start.' })
  after?: string | null;
}

/** Arguments of a list that is read from its newest end. */
@ArgsType()
export class BackwardPageArgs {
  @Field(() => Int, { defaultValue: 50, description: 'Number of items from the end, 1 to 100.' })
  last: number;

  @Field(() => String, { nullable: true, description: 'Only items before this cursor; leave out for the newest.' })
  before?: string | null;
}

@ObjectType('PageInfo', { description: 'Where a page stands in its list (Relay cursor connections).' })
class PageInfo {
  @Field(() => Boolean, { description: 'Whether there are items after this page.' })
  hasNextPage: boolean;

  @Field(() => Boolean, {
    description: 'Whether the page was asked for with a cursor, so that there are items before it.',
  })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first item.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last item: the next page comes after it.' })
  endCursor: string | null;
}

/** A page as queries give it. */
export interface Page<T> {
  readonly items: readonly { readonly node: T; readonly cursor: string }[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  /** Where a subscription continues what this page shows, if the list has one. */
  readonly feedCursor?: string;
}

/** An item of a page, shown as something else. */
export class PageItem<T> {
  constructor(
    readonly node: T,
    private readonly shown: Page<unknown>['items'][number],
  ) {}

  get cursor(): string {
    return this.shown.cursor;
  }
}

interface ConnectionShape<T> {
  edges: { node: T; cursor: string }[];
  nodes: T[];
  pageInfo: PageInfo;
}

/**
 * The Relay connection type of a noun.
 * @param node the noun's object type
 * @param name the noun's GraphQL name in the singular
 */
export function connectionOf<T>(node: Type<T>, name: string): Type<ConnectionShape<T>> {
  @ObjectType(`${name}Edge`, { description: `An item in a list of ${name}.` })
  class Edge {
    @Field(() => node, { description: 'The item.' })
    node: T;

    @Field(() => String, { description: 'Its place in the list.' })
    cursor: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class Connection {
    @Field(() => [Edge], { description: 'The items with their places.' })
    edges: Edge[];

    @Field(() => [node], { description: 'The items alone.' })
    nodes: T[];

    @Field(() => PageInfo, { description: 'Where the page stands in the list.' })
    pageInfo: PageInfo;
  }
  return Connection;
}

/**
 * The page in the shape of a connection; edges and cursors are made when they are asked for. With classes, because V8 puts the getters
 * of a literal into old memory each time, where they keep all that they see alive until the next full garbage collection. Not to be spread.
 */
export function toConnection<T>(page: Page<T>): ConnectionShape<T> {
  return new ShownPage(page);
}

class ShownPage<T> implements ConnectionShape<T> {
  readonly nodes: T[];
  readonly pageInfo: PageInfo;
  #edges: { node: T; cursor: string }[] | undefined;

  constructor(private readonly page: Page<T>) {
    this.nodes = page.items.map(({ node }) => node);
    this.pageInfo = new ShownPlace(page);
  }

  get edges(): { node: T; cursor: string }[] {
    return (this.#edges ??= [...this.page.items]);
  }
}

class ShownPlace implements PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;

  constructor(private readonly page: Page<unknown>) {
    this.hasNextPage = page.hasNext;
    this.hasPreviousPage = page.hasPrevious;
  }

  get startCursor(): string | null {
    return this.page.items[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.page.items.at(-1)?.cursor ?? null;
  }
}

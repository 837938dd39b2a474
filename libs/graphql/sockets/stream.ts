import { pullOf, type Source } from '@libs/live';

/** Makes the payload of an item; undefined when this viewer is not shown it. */
type Show<T, P> = (item: T) => P | undefined | Promise<P | undefined>;

/** What a subscription returns: items as they are pushed, each shown as a payload. Made by {@link streamOf}. */
export class LiveStream<T extends object = object, P = unknown> implements AsyncIterable<P> {
  constructor(
    readonly source: Source<T>,
    readonly show: Show<T, P>,
    readonly sharedBy: (item: T) => string | undefined,
  ) {}

  /** The payloads for whoever pulls; sockets are pushed to. */
  [Symbol.asyncIterator](): AsyncIterableIterator<P> {
    return mapIterator(pullOf(this.source), this.show);
  }
}

/**
 * A live stream of payloads, for the return value of a subscription.
 *
 * `sharedBy` names, for an item, everything that `show` looks at besides the item: the viewer's rights, the brand that he watches. Viewers
 * of one document for whom it is the same get the result of one execution, made for one of them. Undefined says that the payload is this
 * viewer's own. Fields below the payload need no declaration: a result whose resolvers looked at the viewer is never shared.
 */
export function streamOf<T extends object, P>(
  source: Source<T>,
  show: Show<T, P>,
  sharedBy: (item: T) => string | undefined = () => undefined,
): LiveStream<T, P> {
  return new LiveStream(source, show, sharedBy);
}

/** An async iterator that shows each item of another; items that `show` leaves undefined are skipped. Ending it ends the source. */
export function mapIterator<T, P>(source: AsyncIterator<T, unknown>, show: Show<T, P>): AsyncIterableIterator<P> {
  return {
    async next() {
      for (;;) {
        const item = await source.next();
        if (item.done) return { done: true, value: undefined };
        try {
          const shown = await show(item.value);
          if (shown !== undefined) return { done: false, value: shown };
        } catch (error) {
          // Nobody asks a failed iterator again, so nobody else would end the source.
          await source.return?.();
          throw error;
        }
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      await source.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

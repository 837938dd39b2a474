/**
 * An async iterator that shows each item of another in the form of a subscription's payload; items that `show` leaves undefined
 * are skipped. Ending it ends the source.
 */
export function streamOf<T, P>(
  source: AsyncIterableIterator<T>,
  show: (item: T) => P | undefined | Promise<P | undefined>,
): AsyncIterableIterator<P> {
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
      await source.throw?.(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

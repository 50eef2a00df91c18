/**
 * Events as an async iterator.
 *
 * @module
 */

/**
 * Yields the pushed items in order until it is ended. Items that are pushed before the end are
 * queued until they are taken.
 */
export class EventIterator<Item> implements AsyncIterableIterator<Item> {
  #items: Item[] = [];
  /** How many items have been taken. They are removed in bulk, because one by one would be slow. */
  #taken = 0;
  readonly #waiting: PromiseWithResolvers<IteratorResult<Item>>[] = [];
  readonly #onEnd: () => void;
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;

  /** @param onEnd Called once, when no more items will be taken. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Adds an item. After the end it is a no-op. */
  push(item: Item): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ done: false, value: item });
    else this.#items.push(item);
  }

  /** Ends the iteration once all that was pushed has been taken. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    for (const waiting of this.#waiting.splice(0)) {
      waiting.resolve({ done: true, value: undefined });
    }
  }

  /** Ends the iteration at once: the next step rejects with the reason. */
  fail(reason: unknown): void {
    if (this.#ended) return;
    this.#discard();
    const waiting = this.#waiting.shift();
    if (waiting) waiting.reject(reason);
    else this.#failure = { reason };
    this.end();
  }

  /** The next item. */
  next(): Promise<IteratorResult<Item>> {
    if (this.#failure) {
      const { reason } = this.#failure;
      this.#failure = undefined;
      return Promise.reject(reason);
    }
    if (this.#taken < this.#items.length) {
      return Promise.resolve({ done: false, value: this.#take() });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    const waiting = Promise.withResolvers<IteratorResult<Item>>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  /** Called by `break` and `return` in a `for await` loop. */
  return(): Promise<IteratorResult<Item>> {
    this.#discard();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #discard(): void {
    this.#items = [];
    this.#taken = 0;
  }

  #take(): Item {
    const item = this.#items[this.#taken++]!;
    if (this.#taken * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return item;
  }
}

/**
 * Random choices that a seed repeats.
 *
 * @module
 */

/** A sequence of random choices; the same seed makes the same. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // The generator must not start at 0, nor similarly for adjacent seeds.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  /** One of the items. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
}

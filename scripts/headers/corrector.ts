/**
 * Looks corrections up, and remembers which were needed.
 *
 * @module
 */

import type { CorrectionGroups, Corrections, GroupedCorrections } from "./corrections.ts";

/** Finds corrections, and records their use. */
export class Corrector {
  readonly #corrections: Corrections;
  readonly #answers: ReadonlyMap<string, string>;
  readonly #unused: Set<string>;

  constructor(corrections: Corrections) {
    this.#corrections = corrections;
    const { answers, ...groups } = corrections;
    this.#answers = new Map(answers.flatMap(({ types }) => Object.entries(types)));
    this.#unused = new Set([
      ...Object.entries(groups).flatMap(([group, entries]) =>
        Object.keys(entries).map((name) => `${group}.${name}`)
      ),
      ...[...this.#answers.keys()].map((name) => `answers.${name}`),
    ]);
  }

  /** The correction of a name, if there is one. */
  find<Group extends keyof CorrectionGroups>(
    group: Group,
    name: string,
  ): CorrectionGroups[Group] | undefined {
    const groups: GroupedCorrections = this.#corrections;
    const entries = groups[group];
    if (!Object.hasOwn(entries, name)) return undefined;
    this.#unused.delete(`${group}.${name}`);
    return entries[name];
  }

  /** The type of the JSON that a function answers with, if there is a correction. */
  answer(name: string): string | undefined {
    this.#unused.delete(`answers.${name}`);
    return this.#answers.get(name);
  }

  /** The corrections that were not looked up so far. */
  get unused(): readonly string[] {
    return [...this.#unused];
  }
}

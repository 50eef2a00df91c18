/**
 * Finds what a misspelt name was probably meant to be.
 *
 * @module
 */

/** A name that needs more edits than this share of its length is no misspelling of the other. */
const LARGEST_SHARE = 0.5;

/** The name that takes the fewest edits to get to, or `undefined` when none is near. */
export function nearestTo(misspelt: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Math.max(1, misspelt.length * LARGEST_SHARE) + 1;
  for (const name of names) {
    const edits = editsBetween(misspelt.toLowerCase(), name.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      nearest = name;
    }
  }
  return nearest;
}

/** How many characters have to be added, removed or replaced (the Levenshtein distance). */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = row[column]! + (from[index] === to[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

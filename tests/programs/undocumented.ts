/**
 * Never run: what the test of the documentation must find fault with.
 *
 * @module
 */

/** @param first Documented. */
export function undocumented(first: string, second: string): string {
  return first + second;
}

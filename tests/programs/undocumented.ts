/**
 * Never run: an API whose missing documentation the test must report.
 *
 * @module
 */

/** @param first Documented. */
export function undocumented(first: string, second: string): string {
  return first + second;
}

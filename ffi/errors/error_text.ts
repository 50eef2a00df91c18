/**
 * Messages and codes of thrown values, which need not be an `Error`, or may be one of another
 * realm.
 *
 * @module
 */

/** The message of an error, or the text of whatever else was thrown. */
export function messageOf(error: unknown): string {
  return isErrorLike(error) ? error.message : String(error);
}

/** The first line of {@linkcode messageOf}. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split("\n", 1)[0] ?? "";
}

/** The code of a system error, such as "ENOENT". */
export function codeOf(error: unknown): string | undefined {
  const code = isErrorLike(error) && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Whether an error is of the class of this name. */
export function isNamed(error: unknown, name: string): boolean {
  return isErrorLike(error) && "name" in error && error.name === name;
}

/**
 * Jest and Vitest run tests in realms whose `Error` is not the runtime's, so `instanceof Error`
 * misses the runtime's own errors there.
 */
function isErrorLike(error: unknown): error is { readonly message: string } {
  return typeof error === "object" && error !== null && "message" in error &&
    typeof error.message === "string";
}

/**
 * The errors that finding, loading and installing the native library can end in, and what any error
 * says.
 *
 * @module
 */

/** Options of a {@linkcode LibraryLoadError}. */
export interface LibraryLoadErrorOptions extends ErrorOptions {
  /** The places where the library was looked for, in order. */
  readonly tried?: readonly string[];
}

/**
 * The native library was not found, or what was found could not be loaded. The message says what to
 * do, and has the command for it.
 *
 * @example Telling the user what to do
 * ```ts
 * import { ImSdk, LibraryLoadError } from "@imsdk/ffi";
 *
 * export async function open(sdkAppId: number): Promise<ImSdk | undefined> {
 *   try {
 *     return await ImSdk.open({ sdkAppId });
 *   } catch (error) {
 *     if (!(error instanceof LibraryLoadError)) throw error;
 *     console.error(error.message);
 *     return undefined;
 *   }
 * }
 * ```
 */
export class LibraryLoadError extends Error {
  /** The error's name, "LibraryLoadError". */
  override readonly name = "LibraryLoadError";

  /** The places where the library was looked for, in order, each with what was there. */
  readonly tried: readonly string[];

  /** Takes the message, the places tried and the error that caused this one. */
  constructor(message: string, options: LibraryLoadErrorOptions = {}) {
    super(message, options);
    this.tried = options.tried ?? [];
  }
}

/** The native library could not be installed; nothing was left half-made. */
export class InstallError extends Error {
  /** The error's name, "InstallError". */
  override readonly name = "InstallError";
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same without what follows in further lines. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split("\n", 1)[0] ?? "";
}

/** The code of a system's error, such as "ENOENT". */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

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

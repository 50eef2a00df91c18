/**
 * The types that the C functions have in JavaScript, besides those of their values.
 *
 * @module
 */

/** JSON as text, or NULL. */
export type JsonText = string | null;

/** How long to wait for the answer to a request. */
export interface CallOptions {
  /**
   * Ends the wait: the promise rejects with the signal's reason. The library is not told, and may
   * still carry out the request.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * The longest wait for the answer, in milliseconds, at most 2,147,483,647. By default it is
   * `callTimeout` in a session, and no limit without one.
   */
  readonly timeout?: number | undefined;
}

/** The same for a request that reports its progress. */
export interface ProgressOptions<Progress> extends CallOptions {
  /**
   * Called for each progress report of the library. A report restarts a session's `callTimeout`,
   * but not `timeout`.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * A request to a C function that writes text into a buffer before it returns. The promise has the
 * text as a property at once, empty if C refused the call. It resolves with the same text and the
 * answer.
 */
export type PendingRequest<Result, Buffer extends string> =
  & Promise<{ readonly result: Result } & Readonly<Record<Buffer, string>>>
  & Readonly<Record<Buffer, string>>;

/** The arguments of a C function in JavaScript. */
export type ArgumentsOf<Function> = Function extends (...args: infer Arguments) => unknown
  ? Arguments
  : never;

/** What a C function returns in JavaScript. */
export type ResultOf<Function> = Function extends (...args: never) => infer Result ? Result : never;

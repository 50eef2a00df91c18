/**
 * The types that the C functions have in JavaScript, besides those of their values.
 *
 * @module
 */

/** JSON that is written already, or NULL. */
export type JsonText = string | null;

/** How long a request may take, and what ends the wait for it. */
export interface CallOptions {
  /** Ends the wait: the promise rejects with the signal's reason. C is not told. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The longest wait for the answer, in milliseconds, at most 2,147,483,647. In a session it's
   * `callTimeout` when it's left out, and otherwise there is no limit.
   */
  readonly timeout?: number | undefined;
}

/** The same for a request that tells of its progress. */
export interface ProgressOptions<Progress> extends CallOptions {
  /**
   * Called with how far it has come, as often as the library says so. It extends a session's
   * `callTimeout`, but not `timeout`.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * A request to a C function that writes text into a buffer before it returns. The promise has the
 * text as a property from the beginning, which is empty if the call has failed by then; the promise
 * resolves with the same text and with the answer.
 */
export type PendingRequest<Result, Buffer extends string> =
  & Promise<{ readonly result: Result } & Readonly<Record<Buffer, string>>>
  & Readonly<Record<Buffer, string>>;

/** The arguments of a C function in JavaScript. */
export type ArgumentsOf<Function> = Function extends (...args: infer Arguments) => unknown
  ? Arguments
  : never;

/** What a C function gives in JavaScript. */
export type ResultOf<Function> = Function extends (...args: never) => infer Result ? Result : never;

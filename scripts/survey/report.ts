/**
 * The report of the program that calls every function, one JSON text per line.
 *
 * @module
 */

/** The outcome of a call. */
export type Outcome =
  /** The call succeeded, or the listener was set. */
  | "succeeded"
  /** The library called back without a code, so success and failure can't be distinguished. */
  | "codeless"
  /** The call requires a user who is logged in. */
  | "refused"
  /** The call failed with another error code. */
  | "failed"
  /** No answer within the time limit. */
  | "silent";

/** A function has been called. */
export interface Answer {
  /** The function's C name. */
  readonly name: string;
  readonly outcome: Outcome;
  /** The answer, shortened. */
  readonly text: string;
  /** The error code of a call that has failed. */
  readonly code?: number;
  /** What the library has sent as JSON, parsed. */
  readonly result?: unknown;
}

/** An event has come. */
export interface Event {
  /** The C name of the function that has set the listener. */
  readonly name: string;
  /** What the listener was given. */
  readonly values: readonly unknown[];
}

/** A line of the program: which function it's about to call, an answer, or an event. */
export type Line =
  | { readonly calling: string }
  | { readonly answer: Answer }
  | { readonly event: Event };

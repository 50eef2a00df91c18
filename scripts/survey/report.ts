/**
 * What the program that calls every function says, one JSON text to a line.
 *
 * @module
 */

/** What has become of a call. */
export type Outcome =
  /** The library has done it, or listens. */
  | "succeeded"
  /** The library has called back, but not with a code that would tell a success from a failure. */
  | "codeless"
  /** It's for users who are logged in. */
  | "refused"
  /** Another error code. */
  | "failed"
  /** Nothing has come within the time limit. */
  | "silent";

/** A function has been called. */
export interface Answer {
  /** The function's C name. */
  readonly name: string;
  readonly outcome: Outcome;
  /** What has come, in short. */
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

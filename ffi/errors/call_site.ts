/**
 * Where in the user's code a call was made. An error that is made when the answer comes has none of
 * that in its stack.
 *
 * @module
 */

import { ImSdkError } from "./im_sdk_error.ts";

/**
 * To capture a stack takes 2 to 5 µs on V8, up to half of the shortest round trip. So there is a
 * budget: this many captures at once, and one more for each interval. That is all calls of a program
 * which waits for a service, and about 1 % of the time of one which does nothing but call.
 */
const MOST_AT_ONCE = 50;
const INTERVAL_MS = 0.5;

/** The clock as it is now: a fake one may start again at any time. */
const now = performance.now.bind(performance);

let available = MOST_AT_ONCE;
let countedAt = 0;

/** The call of a function: its callers, as a stack. It's formatted only when it's read. */
export interface CallSite {
  readonly stack?: string;
}

/**
 * Captures where a function was called.
 *
 * @param called The function: its own frames, and those of what it calls, are left out.
 * @returns The place, or `undefined` where the budget is used up.
 */
export function captureCallSite(called: (...args: never) => unknown): CallSite | undefined {
  const calledAt = now();
  available = Math.min(MOST_AT_ONCE, available + (calledAt - countedAt) / INTERVAL_MS);
  countedAt = calledAt;
  if (available < 1) return undefined;
  available--;
  const site: CallSite = {};
  Error.captureStackTrace(site, called);
  return site;
}

/**
 * The error for the one who has made a call: the same, with the frames of that call. Several callers
 * of one login each get their own.
 */
export function errorAt(site: CallSite | undefined, error: unknown): unknown {
  if (!(error instanceof ImSdkError)) return error;
  const frames = framesOf(site);
  if (frames === undefined) return error;
  const { api, code, desc, result, hint } = error;
  const cause = "cause" in error ? { cause: error.cause } : {};
  const own = new ImSdkError(api, code, desc, result, { hint, ...cause });
  Object.defineProperty(own, "stack", {
    configurable: true,
    value: `${own.name}: ${own.message}\n${frames}`,
    writable: true,
  });
  return own;
}

/** The lines of the frames. A program may have set what a stack is, by `Error.prepareStackTrace`. */
function framesOf(site: CallSite | undefined): string | undefined {
  const stack: unknown = site?.stack;
  if (typeof stack !== "string") return undefined;
  const start = stack.search(/^ +at /m);
  return start < 0 ? undefined : stack.slice(start);
}

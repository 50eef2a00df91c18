/**
 * Ends a Deno process before Deno takes down what the library's threads may be calling.
 *
 * When a program ends by itself or by an uncaught error, Deno first frees its native callbacks, and
 * only then exits: a thread of the library that calls back in between, or waits inside a callback,
 * crashes the process. `Deno.exit()` frees nothing, so these two ways out are led through it.
 *
 * @module
 */

import process from "node:process";

/**
 * Watches over the process's end.
 *
 * @param mayCallBack Whether the library may call back at this moment.
 */
export function exitBeforeTeardown(mayCallBack: () => boolean): void {
  globalThis.addEventListener("unload", () => {
    // Node's event follows this one, and its listener added last is the last code that runs.
    // The exit code is not passed on, because a listener before this one may have set another.
    if (mayCallBack()) process.on("exit", () => Deno.exit());
    else holdThreadsBack();
  });
  globalThis.addEventListener("error", (event: Event & { error?: unknown }) => {
    if (mayCallBack()) exitUnlessHandled(event, "Uncaught", event.error);
  });
  globalThis.addEventListener("unhandledrejection", (event: Event & { reason?: unknown }) => {
    if (mayCallBack()) exitUnlessHandled(event, "Uncaught (in promise)", event.reason);
  });
}

let isExiting = false;

/**
 * Reports an error and exits as Deno would, unless a listener that comes later handles the error,
 * which it does by `preventDefault()`. Deno itself is told at once that it's handled.
 */
function exitUnlessHandled(event: Event, what: string, error: unknown): void {
  // Where the exit throws, as in a test of Deno's runner, that error is Deno's to deal with.
  if (isExiting || event.defaultPrevented || hasNodeHandler()) return;
  event.preventDefault();
  let isHandled = false;
  event.preventDefault = () => {
    isHandled = true;
  };
  // Fake timers may have replaced queueMicrotask().
  Promise.resolve().then(() => {
    if (isHandled) return;
    const shown = Deno.inspect(error, { colors: !Deno.noColor && Deno.stderr.isTerminal() });
    console.error(`error: ${what} ${shown}`);
    isExiting = true;
    Deno.exit(1);
  });
}

/**
 * Handlers of Node's kind are asked after all listeners, and only if none has handled the error.
 */
function hasNodeHandler(): boolean {
  return process.listenerCount("uncaughtException") > 0 ||
    process.listenerCount("unhandledRejection") > 0;
}

/**
 * Stands still for a moment. A thread that calls back although it may not arrives in Deno
 * meanwhile, and is never let go.
 */
function holdThreadsBack(): void {
  const HOLD_MS = 20;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HOLD_MS);
}

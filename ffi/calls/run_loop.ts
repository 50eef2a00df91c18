/**
 * Runs the main thread's run loop, on the platform where callbacks depend on it.
 *
 * On macOS the library calls back on the main dispatch queue. JavaScript runtimes do not drain that
 * queue, so a timer does it here: often while answers arrive, seldom while nothing happens, and
 * never while nothing is pending.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";
import type { Adapter, NativeFunction, NativeSignature } from "../table/adapter.ts";
import { encodeText } from "./text.ts";

const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

const functions = {
  CFStringCreateWithCString: ["buffer", "buffer", "u32"],
  CFRunLoopRunInMode: ["u64", "f64", "bool"],
} as const;

/**
 * Makes a function that runs the main thread's run loop once, or `undefined` where there is none.
 * CoreFoundation is found through the library, which is linked with it on macOS.
 */
export function findRunLoop(adapter: Adapter, path: string): (() => void) | undefined {
  const bind = (
    name: keyof typeof functions,
    result: NativeSignature["result"],
  ): NativeFunction | undefined =>
    adapter.bind(path, name, {
      parameters: functions[name],
      result,
      nonblocking: false,
    });
  const run = bind("CFRunLoopRunInMode", "i32");
  const createString = run && bind("CFStringCreateWithCString", "u64");
  if (createString === undefined) return undefined;
  const UTF_8 = 0x08000100;
  // Modes are compared by their text, so this one equals the constant of the same name.
  const mode = createString(null, encodeText("kCFRunLoopDefaultMode"), UTF_8);
  return () => void run?.(mode, 0, false);
}

/** Runs a function repeatedly, and less and less often while nothing happens. */
export class Pump {
  readonly #run: () => void;
  readonly #isWanted: () => boolean;
  #pause = SHORTEST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param run The function to run.
   * @param isWanted Whether anything is pending. When nothing is, the pump stops.
   */
  constructor(run: () => void, isWanted: () => boolean) {
    this.#run = run;
    this.#isWanted = isWanted;
  }

  /** Runs the function soon, and often for a while: something has happened, or is about to. */
  hasten(): void {
    if (this.#pause === SHORTEST_PAUSE_MS && this.#timer !== undefined) return;
    this.#pause = SHORTEST_PAUSE_MS;
    clearTimeout(this.#timer);
    this.#schedule();
  }

  #schedule(): void {
    // The timer itself must not keep the process alive: pending requests and open sessions do.
    this.#timer = setTimeout(() => this.#turn(), this.#pause).unref();
  }

  #turn(): void {
    this.#timer = undefined;
    if (!this.#isWanted()) return;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#run();
    // A callback that it has delivered may have called hasten().
    if (this.#timer === undefined) this.#schedule();
  }
}

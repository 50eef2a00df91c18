/**
 * Runs the main thread's run loop, where the library calls back by that alone.
 *
 * On macOS the library calls back on the main dispatch queue. JavaScript's runtimes run no such
 * queue, so it's done here, from a timer: often while answers come, seldom while nothing happens,
 * and never while nobody waits for anything.
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
 * What runs the main thread's run loop once, or `undefined` where there is none. CoreFoundation is
 * found through the library, which is linked with it where it needs it.
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
  // A mode is known by its text, so this one is as good as the constant of that name.
  const mode = createString(null, encodeText("kCFRunLoopDefaultMode"), UTF_8);
  return () => void run?.(mode, 0, false);
}

/** Runs something again and again, the less often the longer nothing happens. */
export class Pump {
  readonly #run: () => void;
  readonly #isWanted: () => boolean;
  #pause = SHORTEST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param run What is to be run.
   * @param isWanted Whether anybody waits for what it brings. When nobody does, the pump stops.
   */
  constructor(run: () => void, isWanted: () => boolean) {
    this.#run = run;
    this.#isWanted = isWanted;
  }

  /** Something has happened, or is about to: it's run soon, and often for a while. */
  hasten(): void {
    if (this.#pause === SHORTEST_PAUSE_MS && this.#timer !== undefined) return;
    this.#pause = SHORTEST_PAUSE_MS;
    clearTimeout(this.#timer);
    this.#schedule();
  }

  #schedule(): void {
    // Whoever waits keeps the process alive, or has chosen not to.
    this.#timer = setTimeout(() => this.#turn(), this.#pause).unref();
  }

  #turn(): void {
    this.#timer = undefined;
    if (!this.#isWanted()) return;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#run();
    // What it has brought may have called hasten().
    if (this.#timer === undefined) this.#schedule();
  }
}

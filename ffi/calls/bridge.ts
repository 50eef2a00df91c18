/**
 * Carries the library's callbacks to JavaScript.
 *
 * There is one native callback per C signature for the life of the process. Who a call is for is
 * told by the number in its `user_data`. Where the library's threads wait in their callbacks until
 * JavaScript has received them, whatever comes is queued, and handed over in a macrotask of its
 * own: code of the user's must never run while the library waits, and a runtime may run the
 * microtasks of a settled promise before it lets C go on.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import {
  type Adapter,
  type NativeCallback,
  type NativeValue,
  NUMBERS_AT_ONCE,
} from "../table/adapter.ts";
import { Pump } from "./run_loop.ts";
import { callbackSignature, isFirst, nativeCallbackKinds } from "./callback_signatures.ts";
import type { CallbackName } from "../table/symbol_table.ts";
import { callbackDefinition } from "./callback_signatures.ts";

/** Takes the values of one callback. */
export type Handler = (values: readonly NativeValue[]) => void;

interface Delivery {
  readonly number: number;
  readonly values: readonly NativeValue[];
}

/** The way from C back to JavaScript; there is one in a process. */
export class Bridge {
  readonly #adapter: Adapter;
  readonly #nativeCallbacks = new Map<string, NativeCallback>();
  readonly #handlers = new Map<number, Handler>();
  readonly #strayHandlers = new Set<() => void>();
  /** The numbers that are left: none is ever used twice by what shares the native callbacks. */
  #nextNumber = 0;
  #numbersEnd = 0;
  #pump: Pump | undefined;
  #queue: Delivery[] = [];

  constructor(adapter: Adapter) {
    this.#adapter = adapter;
    adapter.guardExit?.(() => this.#handlers.size > 0);
  }

  /** The native callback for a C type; types of the same C signature share one. */
  nativeCallback(name: CallbackName): NativeCallback {
    const signature = callbackSignature(name);
    let callback = this.#nativeCallbacks.get(signature);
    if (callback === undefined) {
      const sign = isFirst(name) ? -1 : 1;
      const kinds = nativeCallbackKinds(callbackDefinition(name));
      callback = this.#adapter.createCallback(kinds, (number, values) => {
        this.#receive({ number: sign * number, values });
      });
      this.#nativeCallbacks.set(signature, callback);
    }
    return callback;
  }

  /** Gives a handler the number that must ride in `user_data` for callbacks to reach it. */
  register(handler: Handler): number {
    if (this.#nextNumber === this.#numbersEnd) this.#reserveNumbers();
    const number = this.#nextNumber++;
    this.#handlers.set(number, handler);
    this.#pump?.hasten();
    return number;
  }

  #reserveNumbers(): void {
    const first = this.#adapter.reserveNumbers?.();
    this.#nextNumber = first ?? 1;
    this.#numbersEnd = first === undefined ? Infinity : first + NUMBERS_AT_ONCE;
  }

  /**
   * Gives the first of two callbacks of one type, which have the same number, a handler of its own.
   */
  registerFirst(number: number, handler: Handler): void {
    this.#handlers.set(-number, handler);
  }

  /** Callbacks with this number are strays from now on. */
  unregister(number: number): void {
    this.#handlers.delete(number);
    this.#handlers.delete(-number);
  }

  /**
   * Calls a function after every stray: a callback that nobody waits for, because it came twice, too
   * late, or despite a refusal. The library's state may then differ from what its user believes.
   *
   * @returns Stops that.
   */
  onStray(handler: () => void): () => void {
    this.#strayHandlers.add(handler);
    return () => this.#strayHandlers.delete(handler);
  }

  /**
   * Has the main thread's run loop run while anybody waits for a callback. There is one in a
   * process, so the first to be given is kept.
   */
  pumpBy(run: () => void): void {
    this.#pump ??= new Pump(run, () => this.#handlers.size > 0);
  }

  #receive(delivery: Delivery): void {
    this.#pump?.hasten();
    if (!this.#adapter.callbacksBlock) {
      this.#deliver(delivery);
      return;
    }
    this.#queue.push(delivery);
    if (this.#queue.length === 1) setImmediate(() => this.#deliverAll());
  }

  #deliverAll(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const delivery of queue) this.#deliver(delivery);
  }

  #deliver({ number, values }: Delivery): void {
    try {
      const handler = this.#handlers.get(number);
      if (handler) handler(values);
      else this.#strayHandlers.forEach((onStray) => onStray());
    } catch (error) {
      // What went wrong for one must not lose the others: it is thrown where nobody waits.
      setImmediate(() => {
        throw error;
      });
    }
  }
}

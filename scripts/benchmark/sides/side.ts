/**
 * The interface of what is compared: a few operations, done by this module and by other code.
 *
 * @module
 */

/** One way of using the library. All sides use the same instance of it, one after the other. */
export interface Side {
  /** C: `TIMGetLoginStatus` */
  status(): number;
  /** C: `TIMLogin`; done when its answer is there, with its texts. */
  login(): Promise<unknown>;
  /** C: `TIMLogout` */
  logout(): Promise<unknown>;
  /** C: `TIMGetUserStatus`, made to succeed even if nobody is logged in. */
  request(): Promise<unknown>;
  /** Calls a function with the text of each event. Missing if the side can't receive events. */
  listen?(onText: (text: string) => void): void;
}

/** The sides, by the names of their modules. `raw` has one module for each runtime. */
export type SideName = "module" | "raw" | "ffi_rs";

/**
 * The event of each side. An event has only one listener, so each side needs another event. Their C
 * signatures differ by one integer.
 */
export const events = { module: "log", raw: "network" } as const;

/** The arguments of all sides. */
export const USER = "alice";
export const SIG = "sig";
export const USERS: readonly string[] = ["bob"];

/** The pending calls, by the number that is passed as `user_data`. */
export class Waiting<Answer> {
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #last = 0;

  /** Calls a function with a new number, and returns a promise of the answer to that number. */
  start(call: (number: number) => void): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(++this.#last, waiting);
    call(this.#last);
    return waiting.promise;
  }

  /** Settles the pending call with this number. */
  settle(number: number, answer: Answer): void {
    this.#waiting.get(number)?.resolve(answer);
    this.#waiting.delete(number);
  }
}

const encoder = new TextEncoder();

/** UTF-8 that C can read. */
export function text(value: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(value + "\0");
}

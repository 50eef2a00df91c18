/**
 * What is compared: the same few things, done by this module and by other code that does them.
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
  /** C: `TIMGetUserStatus`, which is answered whoever is logged in. */
  request(): Promise<unknown>;
  /** Calls a function with the text of each event. It's not there where a side can't do that. */
  listen?(onText: (text: string) => void): void;
}

/** The sides, by the names of their modules; `raw` is one for each runtime. */
export type SideName = "module" | "raw" | "ffi_rs";

/**
 * The event that each side takes. There is one listener for an event, so they must differ; the
 * signatures do by an integer.
 */
export const events = { module: "log", raw: "network" } as const;

/** The arguments of all sides. */
export const USER = "alice";
export const SIG = "sig";
export const USERS: readonly string[] = ["bob"];

/** Whoever waits for an answer, by the number that rides in `user_data`. */
export class Waiting<Answer> {
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #last = 0;

  /** Calls a function with a new number, and waits for the answer to that number. */
  start(call: (number: number) => void): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(++this.#last, waiting);
    call(this.#last);
    return waiting.promise;
  }

  /** The answer has come. */
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

/**
 * The C functions that a session lets its user call.
 *
 * @module
 */

import type { ImFunctions } from "../ffi/generated/functions.ts";

/** What the session calls by itself, and what has it do so. */
const instead: Readonly<Record<string, string>> = {
  TIMInit: "ImSdk.open()",
  TIMUninit: "close()",
  TIMLogin: "login()",
  TIMLogout: "logout()",
};

/** A C function that can be called in a session: any that the session doesn't call by itself. */
export type SessionFunction = Exclude<
  keyof ImFunctions,
  | "TIMInit"
  | "TIMUninit"
  | "TIMLogin"
  | "TIMLogout"
  | `TIM${"Set" | "Add" | "Remove"}${string}Callback`
>;

/**
 * Refuses what would take the library from under the session.
 *
 * @throws {TypeError} The session calls this function by itself.
 */
export function assertSessionFunction(name: string): void {
  const better = Object.hasOwn(instead, name)
    ? instead[name]
    : /^TIM(Set|Add|Remove).*Callback$/.test(name)
    ? "addEventListener() or events()"
    : undefined;
  if (better === undefined) return;
  throw new TypeError(`Cannot call ${name}: the session calls it by itself. Use ${better}.`);
}

/**
 * Options that follow C's arguments in a call.
 *
 * @module
 */

import { checkOptionsObject } from "../base/options_object.ts";
import { isAbortSignal } from "../base/realms.ts";
import { kindOf } from "../base/kind_of.ts";
import type { ProgressOptions } from "../table/call_types.ts";
import { checkArgumentCount, checkTimeLimit } from "./encode.ts";

const noOptions: ProgressOptions<unknown> = {};

/**
 * Separates C's arguments from the options that may follow them.
 *
 * @param name The C function.
 * @param names The names of its arguments.
 * @throws {TypeError} There is an argument too many, or an option is of the wrong type.
 * @throws {RangeError} The time limit is out of range.
 */
export function splitArguments(
  name: string,
  names: readonly string[],
  args: readonly unknown[],
): { readonly own: readonly unknown[]; readonly options: ProgressOptions<unknown> } {
  const { length } = names;
  if (args.length <= length) return { own: args, options: noOptions };
  checkArgumentCount(`Cannot call ${name}`, [...names, "options"], args);
  return { own: args.slice(0, length), options: checkCallOptions(name, args[length] ?? {}) };
}

const OPTION_NAMES = ["signal", "timeout", "onProgress"];

function checkCallOptions(name: string, options: unknown): ProgressOptions<unknown> {
  const action = `Cannot call ${name}`;
  checkOptionsObject(action, options, OPTION_NAMES, "{ signal }");
  const { signal, timeout, onProgress } = options as ProgressOptions<unknown>;
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw new TypeError(`${action}: signal must be an AbortSignal, but is ${kindOf(signal)}.`);
  }
  if (timeout !== undefined) checkTimeLimit(`${action}: timeout`, timeout);
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new TypeError(`${action}: onProgress must be a function, but is ${kindOf(onProgress)}.`);
  }
  return { signal, timeout, onProgress };
}

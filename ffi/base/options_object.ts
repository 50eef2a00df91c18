/**
 * Checks objects of options for what no type checker has seen.
 *
 * @module
 */

import { kindOf } from "./kind_of.ts";
import { nearestTo } from "./nearest.ts";
import { isAbortSignal } from "./realms.ts";

/**
 * Refuses what is no object of options, and names that no option has.
 *
 * @param action What can't be done, such as "Cannot log in".
 * @param options What was given.
 * @param names The names of the options.
 * @param example What to write instead.
 * @throws {TypeError} It is no such object. The message names the nearest option.
 */
export function checkOptionsObject(
  action: string,
  options: unknown,
  names: readonly string[],
  example: string,
): void {
  if (typeof options !== "object" || options === null || isAbortSignal(options)) {
    throw new TypeError(
      `${action}: options must be an object, but is ${kindOf(options)}. Pass ${example}.`,
    );
  }
  checkOptionNames(action, options, names);
}

/**
 * Refuses names that no option has.
 *
 * @param prefix What stands before the names, such as "proxy.".
 * @throws {TypeError} There is such a name. The message has the nearest that there is.
 */
export function checkOptionNames(
  action: string,
  options: object,
  names: readonly string[],
  prefix = "",
): void {
  for (const name in options) {
    if (names.includes(name)) continue;
    const nearest = nearestTo(name, names);
    const known = names.map((name) => prefix + name).join(", ");
    const remedy = nearest ? `Did you mean "${prefix}${nearest}"?` : `The options are ${known}.`;
    throw new TypeError(`${action}: there is no option "${prefix}${name}". ${remedy}`);
  }
}

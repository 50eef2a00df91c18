/**
 * What there is one of in a thread of JavaScript, whichever copy of this module asks: another
 * version of it, the module loaded again, or one in another realm.
 *
 * @module
 */

import path from "node:path";

/** Realms have globals of their own, and share the objects of the runtime's own modules. */
const holder = path as unknown as { readonly [key: symbol]: unknown };

/**
 * The value of this name; it's made when it's first asked for.
 *
 * @param name Its name, which changes with the shape of the value.
 */
export function threadWide<Value>(name: string, make: () => Value): Value {
  const key = Symbol.for(`@imsdk/ffi ${name}`);
  if (!(key in holder)) Object.defineProperty(holder, key, { value: make() });
  return holder[key] as Value;
}

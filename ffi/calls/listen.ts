/**
 * Listeners: callbacks that the library may call any number of times once they are set.
 *
 * @module
 */

import { callbackDefinition } from "./callback_signatures.ts";
import { decodeValues } from "./decode.ts";
import type { Library } from "./library.ts";

/** Takes the values of one callback of the library, with its JSON parsed. */
export type Listener = (...values: readonly unknown[]) => void;

/**
 * Sets a listener.
 *
 * @param setter The C function that sets it.
 * @returns A function that stops listening. The library goes on calling, and the calls are dropped.
 * @throws {LibraryLoadError} This version of the library does not export the function.
 */
export function listen(library: Library, setter: string, listener: Listener): () => void {
  const { callbacks: [callback], definition: { removedBy } } = library.bind(setter);
  const definition = callbackDefinition(callback!.type);
  const number = library.bridge.register((values) => {
    listener(...decodeValues(definition, values));
  });
  const stop = (): void => library.bridge.unregister(number);
  try {
    // The library calls a listener once for each time that it was added, so the former is removed.
    if (removedBy !== undefined) library.bind(removedBy).call([]);
    library.bind(setter).call([], number);
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

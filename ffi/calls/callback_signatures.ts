/**
 * The C signatures of the library's callbacks: types of the same signature share one native
 * callback.
 *
 * @module
 */

import { callbacks } from "../generated/symbols.ts";
import type {
  CallbackDefinition,
  CallbackName,
  NativeCallbackKind,
} from "../table/symbol_table.ts";

/** What the library calls a callback of this C type with. */
export function callbackDefinition(name: CallbackName): CallbackDefinition {
  const table: Readonly<Record<string, CallbackDefinition>> = callbacks;
  const definition = table[name];
  if (definition === undefined) {
    throw new TypeError(`Cannot bind ${name}: the symbol table has no such callback.`);
  }
  return definition;
}

/** The C signature of a callback, without its `user_data`. */
export function nativeCallbackKinds(definition: CallbackDefinition): NativeCallbackKind[] {
  return definition.map(([, kind]) => kind === "json" ? "string" : kind);
}

/**
 * The key of the native callback for a C type. Types of the same C signature share one. Where a
 * function takes two callbacks of one type, the first has a native callback of its own, because
 * both are given the same number.
 */
export function callbackSignature(name: CallbackName): string {
  const kinds = nativeCallbackKinds(callbackDefinition(name)).join();
  return isFirst(name) ? `first ${kinds}` : kinds;
}

/** Whether this stands for the first of two callbacks of one type. */
export function isFirst(name: string): boolean {
  return name.startsWith("First");
}

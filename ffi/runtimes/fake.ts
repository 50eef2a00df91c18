/**
 * An adapter for tests, without FFI: the library behind it is made of TypeScript.
 *
 * It stands where C would: what it is given are the bytes, numbers and callbacks that C would get.
 *
 * @module
 */

import { parseJson } from "../calls/json.ts";
import { decodeText, encodeText } from "../calls/text.ts";
import type { Adapter, NativeArgument, NativeValue, Receive } from "../table/adapter.ts";
import {
  type FunctionDefinition,
  isCallback,
  type OutBuffer,
  type SymbolTable,
} from "../table/symbol_table.ts";

/** A callback that was passed to a function, together with its `user_data`. */
export type FakeCallback = (...values: readonly NativeValue[]) => void;

/** A call of a C function, as a library made of TypeScript receives it. */
export interface FakeNativeCall {
  /** The C function. */
  readonly name: string;
  /** What the caller has passed: texts, numbers, and JSON as the value that it stands for. */
  readonly args: readonly unknown[];
  /** The callbacks, in C's order. */
  readonly callbacks: readonly FakeCallback[];
  /**
   * Writes a text into a buffer, by the name of its parameter.
   *
   * @throws {RangeError} The buffer is too small.
   */
  write(buffer: string, text: string): void;
}

/** A library made of TypeScript: does what a C function does, and returns its result. */
export type FakeNative = (call: FakeNativeCall) => NativeValue | Promise<NativeValue>;

/** What C returns for JSON that it can't read (`TIM_ERR_JSON`). */
const INVALID_JSON = -3;

/**
 * An adapter that calls a function of JavaScript for each C function.
 *
 * @param table The C functions that there are.
 */
export function createFakeAdapter(table: SymbolTable, native: FakeNative): Adapter {
  return {
    name: "fake",
    callbacksBlock: false,

    bind(_path, name) {
      const definition = Object.hasOwn(table, name) ? table[name] : undefined;
      if (definition === undefined) return undefined;
      return (...args) => {
        let call;
        try {
          call = readCall(name, definition, args);
        } catch (error) {
          if (error instanceof SyntaxError) return INVALID_JSON;
          throw error;
        }
        return native(call);
      };
    },

    createCallback: (_parameters, receive) => receive,
  };
}

/**
 * Reads C's arguments, whose memory is the caller's again when the call returns.
 *
 * @throws {SyntaxError} A text that should be JSON is none.
 */
function readCall(
  name: string,
  { parameters }: FunctionDefinition,
  values: readonly NativeArgument[],
): FakeNativeCall {
  const args: unknown[] = [];
  const receivers: Receive[] = [];
  const buffers = new Map<string, Uint8Array>();
  let number = 0;
  parameters.forEach(([parameter, kind], index) => {
    const value = values[index];
    if (kind === "user_data") number = value as number;
    else if (isBuffer(kind)) buffers.set(parameter, value as Uint8Array);
    else if (isCallback(kind)) receivers.push(value as Receive);
    else if (kind === "string") args.push(textOf(value));
    else if (kind === "json") args.push(jsonOf(textOf(value)));
    else args.push(value);
  });
  return {
    name,
    args,
    callbacks: receivers.map((receive) => (...values) => receive(number, values)),
    write: (buffer, text) => buffers.get(buffer)?.set(encodeText(text)),
  };
}

function isBuffer(kind: unknown): kind is OutBuffer {
  return typeof kind === "object";
}

function textOf(value: NativeArgument): string | null {
  return value === null ? null : decodeText(value as Uint8Array);
}

function jsonOf(text: string | null): unknown {
  return text === null ? null : parseJson(text);
}

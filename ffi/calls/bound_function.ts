/**
 * A C function that is bound, and called with JavaScript arguments.
 *
 * @module
 */

import type { Adapter, NativeArgument, NativeFunction, NativeKind } from "../table/adapter.ts";
import {
  argumentNames,
  bufferParameters,
  callbackParameters,
  type NamedBuffer,
  type NamedCallback,
} from "../table/function_definition.ts";
import { type FunctionDefinition, isCallback, type ParameterKind } from "../table/symbol_table.ts";
import type { Bridge } from "./bridge.ts";
import { encodeArgument } from "./encode.ts";
import {
  decodeText,
  encodeForCall,
  encodeText,
  markCallMemory,
  releaseCallMemory,
} from "./text.ts";

/** What C has written into buffers, by the names of the parameters. */
export type BufferTexts = Readonly<Record<string, string>>;

const noTexts: BufferTexts = {};

/** Makes one C argument, from the caller's arguments and the number for `user_data`. */
type MakeArgument = (args: readonly unknown[], number: number) => NativeArgument;

/** A C function, bound. */
export class BoundFunction {
  /** Its C name. */
  readonly name: string;
  /** The function as the runtime has bound it. */
  readonly native: NativeFunction;
  /** Its entry in the symbol table. */
  readonly definition: FunctionDefinition;
  /** The names of the arguments that a caller passes. */
  readonly argumentNames: readonly string[];
  /** The callbacks that it takes. */
  readonly callbacks: readonly NamedCallback[];
  /** The buffers that it writes texts into. */
  readonly buffers: readonly NamedBuffer[];
  readonly #makeArguments: readonly MakeArgument[];

  /** @param bridge Provides the native callbacks. */
  constructor(
    name: string,
    native: NativeFunction,
    definition: FunctionDefinition,
    bridge: Bridge,
  ) {
    this.name = name;
    this.native = native;
    this.definition = definition;
    this.argumentNames = argumentNames(definition);
    this.callbacks = callbackParameters(definition);
    this.buffers = bufferParameters(definition);
    this.#makeArguments = argumentMakers(name, definition, bridge);
  }

  /**
   * Calls it. The memory of the texts among its arguments is valid until it returns.
   *
   * @param args The caller's arguments: neither callbacks nor `user_data` nor buffers.
   * @param number The value of `user_data`.
   * @throws {TypeError} An argument is of the wrong type.
   * @throws {RangeError} A number does not fit its C type.
   */
  call(args: readonly unknown[], number = 0): { result: unknown; texts: BufferTexts } {
    const mark = markCallMemory();
    try {
      const nativeArguments = this.#makeArguments.map((make) => make(args, number));
      const result = this.native(...nativeArguments);
      return { result, texts: this.#read(nativeArguments) };
    } finally {
      releaseCallMemory(mark);
    }
  }

  #read(nativeArguments: readonly NativeArgument[]): BufferTexts {
    if (this.buffers.length === 0) return noTexts;
    const read = (index: number): string => decodeText(nativeArguments[index] as Uint8Array);
    return Object.fromEntries(this.buffers.map(({ name, index }) => [name, read(index)]));
  }
}

/**
 * Finds a C function.
 *
 * @returns The function, or `undefined` when the library does not export it.
 * @throws {Error} The library can't be loaded.
 */
export function bindNative(
  adapter: Adapter,
  path: string,
  name: string,
  { parameters, result, nonblocking }: FunctionDefinition,
): NativeFunction | undefined {
  return adapter.bind(path, name, {
    parameters: parameters.map(([, kind]) => nativeKind(kind)),
    result,
    nonblocking: nonblocking ?? false,
  });
}

function argumentMakers(
  name: string,
  { parameters, nonblocking }: FunctionDefinition,
  bridge: Bridge,
): MakeArgument[] {
  // A nonblocking call may read its arguments after it has returned to this thread.
  const encode = nonblocking ? encodeText : encodeForCall;
  let passed = 0;
  return parameters.map(([parameter, kind]) => {
    if (typeof kind === "object") return () => new Uint8Array(kind.outBytes);
    if (kind === "user_data") return (_args, number) => number;
    if (isCallback(kind)) {
      const callback = bridge.nativeCallback(kind);
      return () => callback;
    }
    const index = passed++;
    const where = `Cannot call ${name}: ${parameter}`;
    return (args) => encodeArgument(where, kind, args[index], encode);
  });
}

function nativeKind(kind: ParameterKind): NativeKind {
  if (typeof kind === "object" || kind === "string" || kind === "json") return "buffer";
  if (kind === "user_data") return "userData";
  return isCallback(kind) ? "callback" : kind;
}

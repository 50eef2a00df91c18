/**
 * A C function as it's called: with arguments of JavaScript's, turned into values for C.
 *
 * @module
 */

import type { Adapter, NativeArgument, NativeFunction, NativeKind } from "../table/adapter.ts";
import { encodeArgument } from "./encode.ts";
import type { Bridge } from "./bridge.ts";
import {
  bufferParameters,
  callbackParameters,
  type NamedBuffer,
  type NamedCallback,
} from "../table/function_definition.ts";
import { type FunctionDefinition, isCallback, type ParameterKind } from "../table/symbol_table.ts";
import {
  decodeText,
  encodeForCall,
  encodeText,
  markCallMemory,
  releaseCallMemory,
} from "./text.ts";

/** What C has written into buffers, by the names of the parameters. */
export type BufferTexts = Readonly<Record<string, string>>;

/** Makes one of C's arguments: from those of the caller, and the number in `user_data`. */
type MakeArgument = (args: readonly unknown[], number: number) => NativeArgument;

/** A C function that has been found in a library. */
export class CFunction {
  /** The function as the runtime has bound it. */
  readonly native: NativeFunction;
  /** As its entry in the symbol table says. */
  readonly progressDesc: string | undefined;
  /** The callbacks that it takes. */
  readonly callbacks: readonly NamedCallback[];
  readonly #makeArguments: readonly MakeArgument[];
  readonly #buffers: readonly NamedBuffer[];

  /**
   * @param name Its C name, for errors.
   * @param native What the runtime has bound.
   * @param definition Its entry in the symbol table.
   * @param bridge Has the native callbacks that it's given.
   */
  constructor(
    name: string,
    native: NativeFunction,
    definition: FunctionDefinition,
    bridge: Bridge,
  ) {
    this.native = native;
    this.progressDesc = definition.progressDesc;
    this.callbacks = callbackParameters(definition);
    this.#makeArguments = argumentMakers(name, definition, bridge);
    this.#buffers = bufferParameters(definition);
  }

  /**
   * Calls it. The texts among its arguments are there until it returns.
   *
   * @param args The caller's arguments: those that are no callback, `user_data` or buffer.
   * @param number What rides in `user_data`.
   * @throws {TypeError} An argument is of the wrong type.
   * @throws {RangeError} A number doesn't fit its C type.
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
    if (this.#buffers.length === 0) return noTexts;
    const read = (index: number): string => decodeText(nativeArguments[index] as Uint8Array);
    return Object.fromEntries(this.#buffers.map(({ name, index }) => [name, read(index)]));
  }
}

const noTexts: BufferTexts = {};

/**
 * Finds a C function.
 *
 * @returns The function, or `undefined` when the library doesn't export it.
 * @throws {Error} The library can't be loaded.
 */
export function bind(
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
  // What runs on another thread has its arguments longer than this one knows.
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
    const where = `${name}: ${parameter}`;
    return (args) => encodeArgument(where, kind, args[index], encode);
  });
}

function nativeKind(kind: ParameterKind): NativeKind {
  if (typeof kind === "object" || kind === "string" || kind === "json") return "buffer";
  if (kind === "user_data") return "userData";
  return isCallback(kind) ? "callback" : kind;
}

/**
 * The FFI of Bun.
 *
 * A thread-safe callback of Bun's returns to C before JavaScript has run, so that the library has
 * long freed its strings by then. The library is therefore given functions of copier.c, which Bun
 * compiles when they are first needed, unless `imsdk install` has done so.
 *
 * @module
 */

import type { Adapter, NativeFunction, NativeKind } from "../table/adapter.ts";
import { compiledCopierPath } from "../copier/load.ts";
import { Copier, signatureCount, signaturesDefinition } from "../copier/copier.ts";
import type { NumberKind, ResultKind } from "../table/symbol_table.ts";

/**
 * What this module uses of `bun:ffi`; it's typed here because only Bun has that module, and
 * scripts/bun_types.ts holds it against Bun's own types.
 */
export interface BunFfi {
  /** Loads a library. */
  dlopen(path: string, symbols: CSignatures): CLibrary;
  /** Compiles a C source. */
  cc(options: {
    readonly source: URL;
    readonly define: Record<string, string>;
    readonly symbols: CSignatures;
  }): CLibrary;
  /** A native callback that any thread may call. */
  readonly JSCallback: new (
    callback: () => void,
    options: { args: []; returns: "void"; threadsafe: true },
  ) => { readonly ptr: Pointer | null };
  /** The text at a pointer. */
  readonly CString: new (pointer: Pointer) => { toString(): string };
}

type Pointer = number;
type CType = (typeof parameterTypes)[NativeKind] | (typeof resultTypes)[ResultKind];
type CSignatures = Record<string, { args: CType[]; returns: CType }>;
interface CLibrary {
  readonly symbols: Record<string, unknown>;
}

const numberTypes = {
  i32: "i32",
  u32: "u32",
  i64: "i64",
  u64: "u64",
  bool: "bool",
} as const satisfies Record<NumberKind, string>;

const parameterTypes = {
  ...numberTypes,
  f64: "f64",
  buffer: "ptr",
  callback: "ptr",
  userData: "u64",
} as const satisfies Record<NativeKind, string>;

const resultTypes = {
  ...numberTypes,
  string: "ptr",
  void: "void",
} as const satisfies Record<ResultKind, string>;

/** Kept for ever: the library's threads may be running, and calling back, at any time. */
const kept: unknown[] = [];

/** The adapter: over `bun:ffi`, or over koffi where Bun can't compile the copier. */
export async function createAdapter(): Promise<Adapter> {
  // Named by a variable, it stays out of the module graph of everything that isn't Bun.
  const specifier = "bun:ffi";
  const ffi: BunFfi = await import(specifier);
  let copier;
  try {
    copier = startCopier(ffi);
  } catch (error) {
    return (await import("./node.ts")).createAdapter(error);
  }
  return adapterOver(ffi, copier);
}

function adapterOver({ dlopen, CString }: BunFfi, copier: Copier): Adapter {
  const readText = (pointer: Pointer | null): string | null =>
    pointer === null ? null : new CString(pointer).toString();

  return {
    name: "bun:ffi",
    callbacksBlock: false,

    bind(path, name, { parameters, result, nonblocking }) {
      let library;
      try {
        library = dlopen(path, {
          [name]: {
            args: parameters.map((kind) => parameterTypes[kind]),
            returns: resultTypes[result],
          },
        });
      } catch (error) {
        // Bun tells a missing symbol from a library that can't be loaded by the error's class
        // alone.
        if (error instanceof TypeError) return undefined;
        throw error;
      }
      kept.push(library);
      const found = library.symbols[name] as NativeFunction;
      if (result === "string") return (...args) => readText(found(...args) as Pointer | null);
      // The library's threads never wait here, so what waits for them can be called at once.
      return nonblocking ? (...args) => Promise.try(found, ...args) : found;
    },

    createCallback: (parameters, receive) => copier.createCallback(parameters, receive),
  };
}

/** What the compiled copier.c offers. */
interface CompiledFunctions {
  start(wake: Pointer | null): number;
  drain(bytes: Uint8Array, capacity: number): number;
  [copy: `copy_${number}`]: { readonly ptr: Pointer };
}

/** Their types in C. */
const compiledTypes: CSignatures = {
  start: { args: ["ptr"], returns: "i32" },
  drain: { args: ["ptr", "u32"], returns: "u32" },
  ...Object.fromEntries(
    Array.from({ length: signatureCount }, (_, index) => [
      `copy_${index}`,
      { args: [], returns: "void" },
    ]),
  ),
};

/** By copier.c as it was compiled ahead of time, which saves time, or as Bun compiles it now. */
function startCopier(ffi: BunFfi): Copier {
  const ahead = loadCompiled(ffi);
  return ahead && start(ffi, ahead) || start(ffi, compile(ffi))!;
}

function loadCompiled({ dlopen }: BunFfi): CompiledFunctions | undefined {
  try {
    return dlopen(compiledCopierPath()!, compiledTypes).symbols as unknown as CompiledFunctions;
  } catch {
    return undefined;
  }
}

function compile({ cc }: BunFfi): CompiledFunctions {
  return cc({
    source: new URL("../copier/copier.c", import.meta.url),
    define: { SIGNATURES: signaturesDefinition },
    symbols: compiledTypes,
  }).symbols as unknown as CompiledFunctions;
}

/**
 * Has it wake JavaScript by one callback without arguments, unless it serves another thread; or did
 * once, as nothing tells it here of a thread's end.
 */
function start({ JSCallback }: BunFfi, functions: CompiledFunctions): Copier | undefined {
  const copier = new Copier({
    drain: (bytes) => functions.drain(bytes, bytes.length),
    address: (index) => functions[`copy_${index}`]?.ptr,
  });
  const wake = new JSCallback(() => copier.drain(), {
    args: [],
    returns: "void",
    threadsafe: true,
  });
  kept.push(functions, wake);
  return functions.start(wake.ptr) === 0 ? undefined : copier;
}

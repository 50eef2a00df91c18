/**
 * The FFI of Bun.
 *
 * A thread-safe callback of Bun's returns to C before JavaScript has run, so that the library has
 * long freed its strings by then. The library is therefore given functions of the copier: as
 * `imsdk install` has compiled it, or else, on the main thread alone, as Bun does so itself. What
 * Bun compiles is memory of its thread's own.
 *
 * @module
 */

import process from "node:process";
import type { Adapter, NativeFunction, NativeKind } from "../table/adapter.ts";
import {
  adapterPartOf,
  compiledCopierPath,
  loadCompiledCopier,
  obstacleToCopier,
} from "../copier/load.ts";
import { currentUser } from "./current_user.ts";
import { Copier, signatureCount, signaturesDefinition } from "../copier/copier.ts";
import { isNamed } from "../errors/error_text.ts";
import { copierSourceUrl } from "../copier/source.ts";
import type { NumberKind, ResultKind } from "../table/symbol_table.ts";
import { isWorker, refuseInWorker } from "./thread_kind.ts";

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
    readonly flags?: string[];
    readonly library?: string[];
    readonly symbols: CSignatures;
  }): CLibrary;
  /** A native callback that any thread may call. */
  readonly JSCallback: new (
    callback: () => void,
    options: { args: ["ptr"]; returns: "void"; threadsafe: true },
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

/**
 * The adapter: over `bun:ffi`, or over koffi where there is no compiled copier and Bun can't compile
 * one.
 */
export async function createAdapter(): Promise<Adapter> {
  // Named by a variable, it stays out of the module graph of everything that isn't Bun.
  const specifier = "bun:ffi";
  const ffi: BunFfi = await import(/* webpackIgnore: true */ /* @vite-ignore */ specifier);
  const path = compiledCopierPath();
  const compiled = path === undefined || obstacleToCopier(path, currentUser()) !== undefined
    ? undefined
    : loadCompiledCopier(path);
  if (compiled) return { ...adapterWith(ffi, compiled.copier), ...adapterPartOf(compiled) };
  if (isWorker()) return { ...adapterOver(ffi), createCallback: () => refuseInWorker() };
  try {
    return adapterWith(ffi, compile(ffi));
  } catch (error) {
    return (await import("./node.ts")).createAdapter(error);
  }
}

function adapterWith(ffi: BunFfi, copier: Copier): Adapter {
  return {
    ...adapterOver(ffi),
    createCallback: (parameters, receive) => copier.createCallback(parameters, receive),
    reserveNumbers: () => copier.reserveNumbers(),
  };
}

/** The adapter, but for its callbacks. */
function adapterOver({ dlopen, CString }: BunFfi): Omit<Adapter, "createCallback"> {
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
        if (isNamed(error, "TypeError")) return undefined;
        throw error;
      }
      kept.push(library);
      const found = library.symbols[name] as NativeFunction;
      if (result === "string") return (...args) => readText(found(...args) as Pointer | null);
      // The library's threads never wait here, so what waits for them can be called at once.
      return nonblocking ? (...args) => Promise.try(found, ...args) : found;
    },
  };
}

/** What copier.c offers as Bun compiles it. */
interface CompiledFunctions {
  start_queue(wake: Pointer | null, argument: null): Pointer | null;
  drain_queue(queue: Pointer, bytes: Uint8Array, capacity: number): number;
  reserve_numbers(queue: Pointer): bigint;
  end_queue(queue: Pointer): void;
  [copy: `copy_${number}`]: { readonly ptr: Pointer };
}

/** Their types in C. */
const compiledTypes: CSignatures = {
  start_queue: { args: ["ptr", "ptr"], returns: "ptr" },
  drain_queue: { args: ["ptr", "ptr", "u32"], returns: "u32" },
  reserve_numbers: { args: ["ptr"], returns: "u64" },
  end_queue: { args: ["ptr"], returns: "void" },
  ...Object.fromEntries(
    Array.from({ length: signatureCount }, (_, index) => [
      `copy_${index}`,
      { args: [], returns: "void" },
    ]),
  ),
};

/**
 * Of Linux, the C library itself is enough. What Bun would link otherwise comes with the packages
 * for development, such as libc6-dev, and few machines have those.
 */
const linking = process.platform === "linux"
  ? { flags: ["-nostdlib"], library: ["libc.so.6"] }
  : {};

/** Compiles copier.c, and has it wake JavaScript by one callback. */
function compile({ cc, JSCallback }: BunFfi): Copier {
  const functions = cc({
    source: copierSourceUrl(),
    define: { SIGNATURES: signaturesDefinition },
    symbols: compiledTypes,
    ...linking,
  }).symbols as unknown as CompiledFunctions;
  const wake = new JSCallback(() => copier.drain(), {
    args: ["ptr"],
    returns: "void",
    threadsafe: true,
  });
  const queue = functions.start_queue(wake.ptr, null);
  if (queue === null) throw new Error("there is no memory");
  kept.push(functions, wake);
  const copier = new Copier({
    drain: (bytes) => functions.drain_queue(queue, bytes, bytes.length),
    address: (index) => functions[`copy_${index}`]?.ptr,
    reserveNumbers: () => Number(functions.reserve_numbers(queue)),
    end: () => functions.end_queue(queue),
  });
  return copier;
}

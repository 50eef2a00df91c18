/**
 * The FFI of Node.js, by the package koffi, and of Bun where Bun has no C compiler of its own.
 *
 * Callbacks are taken by the compiled copier, if there is one. A callback of koffi's own blocks the
 * C thread until the JavaScript function has returned, and has its strings read by then. One that
 * throws would leave the C thread blocked for ever.
 *
 * @module
 */

import process from "node:process";
import type {
  Adapter,
  NativeCallback,
  NativeFunction,
  NativeKind,
  NativeValue,
  Receive,
} from "../table/adapter.ts";
import {
  adapterPartOf,
  compiledCopierPath,
  loadCompiledCopier,
  obstacleToCopier,
} from "../copier/load.ts";
import { currentUser } from "./current_user.ts";
import { firstLineOf, messageOf } from "../errors/error_text.ts";
import { LibraryLoadError } from "../errors/library_load_error.ts";
import type { NativeCallbackKind, NumberKind, ResultKind } from "../table/symbol_table.ts";
import { koffiRemedy } from "./koffi_remedy.ts";
import { isWorker, refuseInWorker } from "./thread_kind.ts";
import { KERNEL32, pinArguments } from "./windows_pin.ts";

/** What this module uses of koffi; it's typed here because koffi need not be installed. */
interface Koffi {
  readonly version: string;
  config(settings: { readonly max_async_calls: number }): object;
  /** Loads a library; `null` is what the process has loaded already. */
  load(path: string | null): KoffiLibrary;
  proto(result: string, parameters: readonly string[]): object;
  pointer(type: object): object;
  register(callback: (...args: NativeValue[]) => void, type: object): bigint;
}

interface KoffiLibrary {
  func(name: string, result: string, parameters: readonly string[]): KoffiFunction;
}

type KoffiFunction = NativeFunction & {
  /** Calls on another thread; the last argument takes the outcome. */
  async(...args: readonly unknown[]): void;
};

/** The most that koffi allows. */
const MOST_THREADS_IN_CALLBACKS = 4096;

const numberTypes = {
  i32: "int32_t",
  u32: "uint32_t",
  i64: "int64_t",
  u64: "uint64_t",
  bool: "bool",
} as const satisfies Record<NumberKind, string>;

const parameterTypes = {
  ...numberTypes,
  f64: "double",
  buffer: "void *",
  callback: "void *",
  userData: "uint64_t",
} as const satisfies Record<NativeKind, string>;

const resultTypes = {
  ...numberTypes,
  string: "str",
  void: "void",
} as const satisfies Record<ResultKind, string>;

const callbackTypes = {
  ...numberTypes,
  string: "str",
} as const satisfies Record<NativeCallbackKind, string>;

/**
 * The adapter, if koffi is there.
 *
 * @param reason Why the runtime's own FFI isn't used, where it has one.
 * @throws {LibraryLoadError} koffi is not installed, or can't be loaded.
 */
export async function createAdapter(reason?: unknown): Promise<Adapter> {
  const koffi = await importKoffi(reason);
  const libraries = new Map<string, KoffiLibrary>();

  const load = (path: string): KoffiLibrary => {
    let library = libraries.get(path);
    if (library === undefined) {
      library = koffi.load(path);
      pin(koffi, path);
      libraries.set(path, library);
    }
    return library;
  };

  const path = compiledCopierPath();
  const compiled = path === undefined || obstacleToCopier(path, currentUser()) !== undefined
    ? undefined
    : loadCompiledCopier(path);

  return {
    name: `koffi ${koffi.version}`,
    callbacksBlock: compiled === undefined,
    // koffi aborts the process when the worker in which it binds a function is terminated.
    bindsAtOnce: isWorker(),
    ...compiled && adapterPartOf(compiled),

    bind(path, name, { parameters, result, nonblocking }) {
      const found = find(load(path), name, result, parameters);
      if (found === undefined) return undefined;
      if (nonblocking) return onAnotherThread(found);
      // koffi gives a number for a 64-bit integer that fits into one.
      if (result === "u64") return (...args) => BigInt(found(...args) as number | bigint);
      return found;
    },

    createCallback(parameters, receive) {
      if (compiled) return compiled.copier.createCallback(parameters, receive);
      refuseInWorker();
      return createWaitingCallback(koffi, parameters, receive);
    },

    // A worker ends on its own, and the process goes on.
    ...!isWorker() && { guardExit: exitBeforeTeardown },
  };
}

/** A callback of koffi's: the thread that calls it waits until JavaScript has received it. */
function createWaitingCallback(
  koffi: Koffi,
  parameters: readonly NativeCallbackKind[],
  receive: Receive,
): NativeCallback {
  const types = [...parameters.map((kind) => callbackTypes[kind]), parameterTypes.userData];
  return koffi.register((...args) => {
    const number = Number(args.pop());
    receive(number, args.map((value, index) => asKind(parameters[index]!, value)));
  }, koffi.pointer(koffi.proto("void", types)));
}

/**
 * koffi gives a number for a 64-bit integer that fits into one, and takes all of them for signed.
 */
function asKind(kind: NativeCallbackKind, value: NativeValue): NativeValue {
  if (kind === "i64") return BigInt(value as number | bigint);
  return kind === "u64" ? BigInt.asUintN(64, BigInt(value as number | bigint)) : value;
}

/**
 * Keeps a library in memory until the process has gone. koffi closes what it has opened before the
 * process exits, which would take the code from under the library's threads. So the library is
 * opened once more, by the C function that nobody undoes.
 */
function pin(koffi: Koffi, path: string): void {
  if (process.platform === "win32") {
    const types = ["uint32_t", "void *", "void *"];
    koffi.load(KERNEL32).func("GetModuleHandleExW", "int", types)(...pinArguments(path));
    return;
  }
  const RTLD_NOW = 2;
  koffi.load(null).func("dlopen", "void *", ["str", "int"])(path, RTLD_NOW);
}

/**
 * Ends the process before koffi and the runtime take down what the library's threads may be
 * calling, which they do when a program ends by itself, and don't do for `process.exit()`.
 */
function exitBeforeTeardown(): void {
  // The exit code is not passed on, because a listener before this one may have set another.
  const leave = (): void => process.exit();
  // The program's own listeners come first, because this one is always the last that was added.
  process.on("beforeExit", () => process.off("exit", leave).on("exit", leave));
}

async function importKoffi(reason: unknown): Promise<Koffi> {
  let koffi: Koffi;
  // Named by a variable, koffi stays out of bundles and of Deno's module graph.
  const specifier = "koffi";
  try {
    koffi = (await import(/* webpackIgnore: true */ /* @vite-ignore */ specifier)).default;
  } catch (cause) {
    const why = reason === undefined
      ? "Node.js has no FFI"
      : `Bun could not compile copier.c (${messageOf(reason)})`;
    throw new LibraryLoadError(
      `Cannot use the native library: ${why}, so the package koffi is needed, and it can't be ` +
        `loaded: ${firstLineOf(cause)}. ${koffiRemedy(cause)}`,
      { cause },
    );
  }
  try {
    // One thread more than this in callbacks at once, and koffi crashes the process.
    koffi.config({ max_async_calls: MOST_THREADS_IN_CALLBACKS });
  } catch {
    // Another user of koffi's has loaded a library already, so that its settings are fixed.
  }
  return koffi;
}

function find(
  library: KoffiLibrary,
  name: string,
  result: ResultKind,
  parameters: readonly NativeKind[],
): KoffiFunction | undefined {
  const types = parameters.map((kind) => parameterTypes[kind]);
  try {
    return library.func(name, resultTypes[result], types);
  } catch (error) {
    if (messageOf(error).startsWith("Cannot find function")) return undefined;
    throw error;
  }
}

function onAnotherThread(call: KoffiFunction): NativeFunction {
  return (...args) =>
    new Promise((resolve, reject) => {
      call.async(...args, (error: unknown, value: NativeValue) => {
        if (error) reject(error);
        else resolve(value);
      });
    });
}

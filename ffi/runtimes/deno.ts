/**
 * The FFI of Deno.
 *
 * Callbacks are taken by the compiled copier, if there is one. A thread-safe callback of Deno's own
 * blocks the C thread until the JavaScript function has returned, so pointers are valid while it
 * runs and are read there and then.
 *
 * @module
 */

import { dirname } from "node:path";
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
  type CompiledCopier,
  compiledCopierPath,
  loadCompiledCopier,
  obstacleToCopier,
} from "../copier/load.ts";
import { currentUser, mayRead } from "./current_user.ts";
import { exitBeforeTeardown } from "./deno_exit.ts";
import { environmentFlag, grantedEnvironment, isGranted } from "./deno_permissions.ts";
import { isWorker, refuseInWorker } from "./thread_kind.ts";
import { LibraryLoadError } from "../errors/library_load_error.ts";
import type { NativeCallbackKind, NumberKind, ResultKind } from "../table/symbol_table.ts";
import { encodeText } from "../calls/text.ts";
import { KERNEL32, pinArguments } from "./windows_pin.ts";

const numberTypes = {
  i32: "i32",
  u32: "u32",
  i64: "i64",
  u64: "u64",
  bool: "bool",
} as const satisfies Record<NumberKind, Deno.NativeType>;

const parameterTypes = {
  ...numberTypes,
  f64: "f64",
  buffer: "buffer",
  callback: "usize",
  userData: "usize",
} as const satisfies Record<NativeKind, Deno.NativeType>;

const resultTypes = {
  ...numberTypes,
  string: "usize",
  void: "void",
} as const satisfies Record<ResultKind, Deno.NativeResultType>;

const callbackTypes = {
  ...numberTypes,
  string: "pointer",
} as const satisfies Record<NativeCallbackKind, Deno.NativeType>;

/** Kept for ever: the library's threads may call back at any time. */
const kept: unknown[] = [];

const pinned = new Set<string>();

/**
 * Keeps a library in memory until the process has gone. Deno closes what it has opened before it
 * exits, which would take the code from under the library's threads.
 */
function pin(path: string): void {
  if (pinned.has(path)) return;
  if (Deno.build.os === "windows") pinOnWindows(path);
  else openForEver(path);
  pinned.add(path);
}

/**
 * Opens a library once more, by the C function that nobody undoes; it's found through the library
 * itself, which asks for no further permission.
 */
function openForEver(path: string): void {
  const { symbols } = Deno.dlopen(path, {
    dlopen: { parameters: ["buffer", "i32"], result: "pointer", optional: true },
  });
  const RTLD_NOW = 2;
  symbols.dlopen?.(encodeText(path), RTLD_NOW);
}

function pinOnWindows(path: string): void {
  // Where it isn't granted, Deno refuses the callbacks as well, and no thread of the library's runs.
  if (!isGranted({ name: "ffi", path: KERNEL32 })) return;
  const { symbols } = Deno.dlopen(KERNEL32, {
    GetModuleHandleExW: { parameters: ["u32", "buffer", "buffer"], result: "i32" },
  });
  symbols.GetModuleHandleExW(...pinArguments(path));
}

function readText(pointer: Deno.PointerValue): string | null {
  return pointer === null ? null : Deno.UnsafePointerView.getCString(pointer);
}

function readTextAt(address: bigint): string | null {
  return withWholeFfi(() => readText(Deno.UnsafePointer.create(address)));
}

/** Does what Deno permits by the whole of `--allow-ffi` alone, and says so where it isn't given. */
function withWholeFfi<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    throw new LibraryLoadError(
      "Cannot use the native library: Deno makes callbacks, and reads what they are given, by " +
        "--allow-ffi without a value alone, and not by --allow-ffi=<library>",
      { cause },
    );
  }
}

/** The adapter, with the compiled copier if there is one and Deno may load it. */
export function createAdapter(): Adapter {
  const path = compiledCopierPath(grantedEnvironment());
  const compiled = loadCopier(path);
  const readResult = compiled?.readText ?? readTextAt;

  return {
    name: "Deno.dlopen",
    callbacksBlock: compiled === undefined,
    ...compiled && adapterPartOf(compiled),

    bind(path, name, { parameters, result, nonblocking }) {
      const library = Deno.dlopen(path, {
        [name]: {
          parameters: parameters.map((kind) => parameterTypes[kind]),
          result: resultTypes[result],
          nonblocking: nonblocking,
          optional: true,
        },
      });
      const found = library.symbols[name] as NativeFunction | null;
      if (found === null) {
        library.close();
        return undefined;
      }
      pin(path);
      if (result !== "string") return found;
      return (...args) => readResult(found(...args) as bigint);
    },

    createCallback(parameters, receive) {
      if (compiled) return compiled.copier.createCallback(parameters, receive);
      // Where the copier is, is not known without the variables that name the cache directory.
      refuseInWorker(path === undefined ? `Run Deno with ${environmentFlag}` : undefined);
      return createWaitingCallback(parameters, receive);
    },

    // A worker ends on its own, and the process goes on.
    ...!isWorker() && { guardExit: exitBeforeTeardown },
  };
}

/** Nobody is asked for a permission that a session can do without. */
function loadCopier(path: string | undefined): CompiledCopier | undefined {
  const isPermitted = path !== undefined && isGranted({ name: "ffi", path });
  if (!isPermitted) return undefined;
  // Whether it is sound can't be told without permission to read it.
  const user = mayRead(dirname(path)) ? currentUser() : undefined;
  if (mayRead(path) && obstacleToCopier(path, user) !== undefined) return undefined;
  return loadCompiledCopier(path);
}

/** A callback of Deno's own: the thread that calls it waits until JavaScript has received it. */
function createWaitingCallback(
  parameters: readonly NativeCallbackKind[],
  receive: Receive,
): NativeCallback {
  const isText = parameters.map((kind) => callbackTypes[kind] === "pointer");
  const types = [...parameters.map((kind) => callbackTypes[kind]), "usize"] as const;
  const onCall = (...args: unknown[]): void => {
    const values = isText.map((text, index) =>
      text ? readText(args[index] as Deno.PointerValue) : args[index] as NativeValue
    );
    receive(Number(args[isText.length]), values);
  };
  return withWholeFfi(() => {
    const callback = Deno.UnsafeCallback.threadSafe({ parameters: types, result: "void" }, onCall);
    // The session decides how long the process lives, not the callback.
    callback.unref();
    kept.push(callback);
    return Deno.UnsafePointer.value(callback.pointer);
  });
}

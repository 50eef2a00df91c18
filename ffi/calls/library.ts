/**
 * A loaded library, whose functions are bound when they are first used, or all at once where the
 * adapter demands it.
 *
 * @module
 */

import { messageOf } from "../errors/error_text.ts";
import { LibraryLoadError } from "../errors/library_load_error.ts";
import type { Adapter } from "../table/adapter.ts";
import type { FunctionDefinition, SymbolTable } from "../table/symbol_table.ts";
import { bindNative, BoundFunction } from "./bound_function.ts";
import { Bridge } from "./bridge.ts";
import { findRunLoop } from "./run_loop.ts";

/** What all libraries loaded by one adapter share. */
interface Runtime {
  readonly bridge: Bridge;
  /** For each library's path, its bound functions by {@linkcode keyOf}. */
  readonly bound: Map<string, Map<string, BoundFunction>>;
}

const runtimes = new WeakMap<Adapter, Runtime>();

function runtimeOf(adapter: Adapter): Runtime {
  let runtime = runtimes.get(adapter);
  if (runtime === undefined) {
    runtime = { bridge: new Bridge(adapter), bound: new Map() };
    runtimes.set(adapter, runtime);
  }
  return runtime;
}

/**
 * The key of a bound function. It has the definition too, because two tables may define a function
 * differently.
 */
function keyOf(name: string, definition: FunctionDefinition): string {
  return JSON.stringify([name, definition]);
}

/** A library, as one symbol table describes it. */
export class Library {
  /** The absolute path that it was loaded from. */
  readonly path: string;
  /** What its functions take and return. */
  readonly table: SymbolTable;
  /** Delivers its callbacks. */
  readonly bridge: Bridge;

  readonly #adapter: Adapter;
  /** The functions bound by any table, by {@linkcode keyOf}. */
  readonly #boundByKey: Map<string, BoundFunction>;
  /** The functions bound by this table, by name. */
  readonly #bound = new Map<string, BoundFunction>();

  private constructor(adapter: Adapter, path: string, table: SymbolTable) {
    const { bridge, bound } = runtimeOf(adapter);
    this.path = path;
    this.table = table;
    this.bridge = bridge;
    this.#adapter = adapter;
    this.#boundByKey = bound.get(path) ?? new Map();
    bound.set(path, this.#boundByKey);
  }

  /**
   * Loads a library. It stays loaded as long as the process lives, because its threads may outlast
   * any session.
   *
   * @param adapter The runtime's FFI.
   * @param path The library's absolute path.
   * @param table What its functions take and return.
   * @param probe A function that every library of the right kind exports.
   * @throws {LibraryLoadError} The file is no library for this platform, or not the right one.
   */
  static open(adapter: Adapter, path: string, table: SymbolTable, probe: string): Library {
    const library = new Library(adapter, path, table);
    const isFirst = library.#boundByKey.size === 0;
    library.bind(probe);
    if (adapter.bindsAtOnce) library.#bindAll();
    if (isFirst) {
      const run = findRunLoop(adapter, path);
      if (run) library.bridge.pumpBy(run);
    }
    return library;
  }

  /**
   * What the table says about a C function.
   *
   * @throws {TypeError} There is no such function.
   */
  definition(name: string): FunctionDefinition {
    const definition = Object.hasOwn(this.table, name) ? this.table[name] : undefined;
    if (definition === undefined) {
      throw new TypeError(`Cannot call ${name}: the symbol table has no such function.`);
    }
    return definition;
  }

  /**
   * Binds a C function, unless it is bound already.
   *
   * @throws {LibraryLoadError} This version of the library does not export it.
   * @throws {TypeError} There is no such function.
   */
  bind(name: string): BoundFunction {
    let bound = this.#bound.get(name);
    if (bound === undefined) {
      const definition = this.definition(name);
      const key = keyOf(name, definition);
      bound = this.#boundByKey.get(key) ?? this.#find(name, definition);
      this.#boundByKey.set(key, bound);
      this.#bound.set(name, bound);
    }
    return bound;
  }

  #bindAll(): void {
    for (const name of Object.keys(this.table)) {
      try {
        this.bind(name);
      } catch (error) {
        // A function that this version lacks is missed by whoever calls it.
        if (!(error instanceof LibraryLoadError)) throw error;
      }
    }
  }

  #find(name: string, definition: FunctionDefinition): BoundFunction {
    let native;
    try {
      native = bindNative(this.#adapter, this.path, name, definition);
    } catch (cause) {
      throw new LibraryLoadError(`Cannot load the library ${this.path}: ${messageOf(cause)}`, {
        cause,
        tried: [this.path],
      });
    }
    if (native === undefined) {
      throw new LibraryLoadError(
        `Cannot call ${name}: ${this.path} does not export it. ` +
          "It is another library, or another version of this one.",
        { tried: [this.path] },
      );
    }
    return new BoundFunction(name, native, definition, this.bridge);
  }
}

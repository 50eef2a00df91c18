/**
 * The FFI of Bun.
 *
 * A thread-safe callback of Bun's returns to C before JavaScript has run, when the library has long
 * freed its strings. So the library calls a small C function instead, compiled when it's first
 * needed, which copies its arguments into a queue and wakes JavaScript to drain it: see copier.c.
 *
 * @module
 */

import type {
  Adapter,
  NativeFunction,
  NativeKind,
  NativeSignature,
  NativeValue,
  Receive,
} from "./adapter.ts";
import {
  type NativeCallbackKind,
  nativeCallbackKinds,
  type NumberKind,
  type ResultKind,
} from "./signatures.ts";
import { callbacks } from "./symbols.ts";

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
  /** The memory at a pointer. */
  toArrayBuffer(pointer: Pointer, offset: number, bytes: number): ArrayBuffer;
}

type Pointer = number;
type CType = (typeof parameterTypes)[NativeKind] | (typeof resultTypes)[ResultKind] | "double";
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

/** The adapter: over `bun:ffi`, or over koffi where Bun can't compile the copier. */
export async function createAdapter(): Promise<Adapter> {
  // Named by a variable, it stays out of the module graph of everything that isn't Bun.
  const specifier = "bun:ffi";
  const ffi: BunFfi = await import(specifier);
  try {
    return new BunAdapter(ffi, new Copier(ffi));
  } catch (error) {
    return (await import("./node.ts")).createAdapter(error);
  }
}

class BunAdapter implements Adapter {
  readonly name = "bun:ffi";
  readonly #ffi: BunFfi;
  readonly #copier: Copier;
  /** Kept for ever: the library must never be unloaded while its threads may be running. */
  readonly #loaded: unknown[] = [];

  constructor(ffi: BunFfi, copier: Copier) {
    this.#ffi = ffi;
    this.#copier = copier;
  }

  bind(path: string, name: string, signature: NativeSignature): NativeFunction | undefined {
    let library;
    try {
      library = this.#ffi.dlopen(path, {
        [name]: {
          args: signature.parameters.map((kind) => parameterTypes[kind]),
          returns: resultTypes[signature.result],
        },
      });
    } catch (error) {
      // Bun tells a missing symbol from a library that can't be loaded by the error's class alone.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
    this.#loaded.push(library);
    const found = library.symbols[name] as NativeFunction;
    if (signature.result === "string") {
      return (...args) => this.#readText(found(...args) as Pointer | null);
    }
    // The library's threads never wait here, so a function that waits for them can be called at once.
    return signature.waitsForLibraryThreads ? (...args) => Promise.try(found, ...args) : found;
  }

  createCallback(parameters: readonly NativeCallbackKind[], receive: Receive): unknown {
    return this.#copier.createCallback(parameters, receive);
  }

  #readText(pointer: Pointer | null): string | null {
    return pointer === null ? null : new this.#ffi.CString(pointer).toString();
  }
}

/** What the copier's records say of a signature's arguments, and who takes them. */
interface Signature {
  readonly parameters: readonly NativeCallbackKind[];
  receive: Receive;
}

/** What the compiled copier.c offers. */
interface CopierFunctions {
  start(wake: Pointer | null): void;
  drain(): number;
  drained_bytes(): Pointer;
  take_lost(): number;
  [copy: `copy_${number}`]: { readonly ptr: Pointer };
}

/** The layout of a record: see copier.c. */
const RECORD_HEAD_BYTES = 16;
const WORD_BYTES = 8;

/** The compiled copier, and the draining of its queue. */
class Copier {
  readonly #signatures: readonly Signature[];
  readonly #functions: CopierFunctions;
  readonly #toArrayBuffer: BunFfi["toArrayBuffer"];
  readonly #wake: { readonly ptr: Pointer | null };
  readonly #decoder = new TextDecoder();

  constructor({ cc, JSCallback, toArrayBuffer }: BunFfi) {
    this.#toArrayBuffer = toArrayBuffer;
    const distinct = new Map(
      Object.values(callbacks).map((parameters) => {
        const kinds = nativeCallbackKinds(parameters);
        return [kinds.join(), kinds];
      }),
    );
    this.#signatures = [...distinct.values()].map((parameters) => ({
      parameters,
      receive: () => {},
    }));
    const { symbols } = cc({
      source: new URL("./copier.c", import.meta.url),
      define: {
        SIGNATURES: this.#signatures
          .map(({ parameters }, index) =>
            `SIGNATURE_${parameters.length}(${[index, ...parameters].join()})`
          )
          .join(" "),
      },
      symbols: {
        start: { args: ["ptr"], returns: "void" },
        drain: { args: [], returns: "double" },
        drained_bytes: { args: [], returns: "ptr" },
        take_lost: { args: [], returns: "u32" },
        ...Object.fromEntries(
          this.#signatures.map((_, index) => [`copy_${index}`, { args: [], returns: "void" }]),
        ),
      },
    });
    this.#functions = symbols as unknown as CopierFunctions;
    this.#wake = new JSCallback(() => this.#drain(), {
      args: [],
      returns: "void",
      threadsafe: true,
    });
    this.#functions.start(this.#wake.ptr);
  }

  createCallback(parameters: readonly NativeCallbackKind[], receive: Receive): unknown {
    const wanted = parameters.join();
    const index = this.#signatures.findIndex((signature) => signature.parameters.join() === wanted);
    const signature = this.#signatures[index];
    if (signature === undefined) throw new TypeError(`No callback of the table takes (${wanted})`);
    signature.receive = receive;
    return this.#functions[`copy_${index}`]?.ptr;
  }

  #drain(): void {
    const size = this.#functions.drain();
    if (size > 0) {
      const block = this.#toArrayBuffer(this.#functions.drained_bytes(), 0, size);
      const view = new DataView(block);
      for (let at = 0; at < size; at += view.getUint32(at, true)) this.#deliver(block, view, at);
    }
    const lost = this.#functions.take_lost();
    if (lost > 0) {
      queueMicrotask(() => {
        throw new Error(`Out of memory: ${lost} callbacks of the library were lost`);
      });
    }
  }

  #deliver(block: ArrayBuffer, view: DataView, at: number): void {
    const { parameters, receive } = this.#signatures[view.getUint32(at + 4, true)]!;
    const number = Number(view.getBigUint64(at + 8, true));
    let text = at + RECORD_HEAD_BYTES + WORD_BYTES * parameters.length;
    const values = parameters.map((kind, index): NativeValue => {
      const word = at + RECORD_HEAD_BYTES + WORD_BYTES * index;
      switch (kind) {
        case "i32":
          return view.getInt32(word, true);
        case "u32":
          return view.getUint32(word, true);
        case "i64":
          return view.getBigInt64(word, true);
        case "u64":
          return view.getBigUint64(word, true);
        case "bool":
          return view.getUint8(word) !== 0;
        default: {
          // The high half is set for NULL alone: a text never reaches 4 GiB.
          if (view.getUint32(word + 4, true) !== 0) return null;
          const length = view.getUint32(word, true);
          const bytes = new Uint8Array(block, text, length);
          text += length;
          return this.#decoder.decode(bytes);
        }
      }
    });
    receive(number, values);
  }
}

/**
 * Takes what copier.c has copied of the library's callbacks, and hands it over.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { setImmediate } from "node:timers";
import type { NativeCallback, NativeValue, Receive } from "../table/adapter.ts";
import {
  callbackDefinition,
  callbackSignature,
  nativeCallbackKinds,
} from "../calls/callback_signatures.ts";
import type { CallbackName, NativeCallbackKind } from "../table/symbol_table.ts";
import { callbacks } from "../generated/symbols.ts";

/** What copier.c offers once a queue is started, by whatever way it was compiled and loaded. */
export interface CopierFunctions {
  /** Writes the oldest records into the bytes; returns how many bytes it has written. */
  drain(bytes: Uint8Array): number;
  /** The C function that copies the callbacks of the signature with this index. */
  address(index: number): NativeCallback;
  /** The first of a block of numbers that nobody else in this process has; 0: there is no memory. */
  reserveNumbers(): number;
  /** Ends the queue: callbacks are dropped from now on. */
  end(): void;
}

/** What a signature's records consist of, and who takes them. */
interface Signature {
  readonly parameters: readonly NativeCallbackKind[];
  receive: Receive | undefined;
}

/** The parameters of every C signature that is to be told from others. */
const signatures: readonly (readonly NativeCallbackKind[])[] = [
  ...new Map(
    (Object.keys(callbacks) as CallbackName[]).map((name) =>
      [callbackSignature(name), nativeCallbackKinds(callbackDefinition(name))] as const
    ),
  ).values(),
];

/** What SIGNATURES must be defined as when copier.c is compiled. */
export const signaturesDefinition: string = signatures
  .map((parameters, index) => `SIGNATURE_${parameters.length}(${[index, ...parameters].join()})`)
  .join(" ");

/** How many functions the signatures make. */
export const signatureCount: number = signatures.length;

/** The layout of a drain's head and of a record: see copier.c. */
const DRAIN_HEAD_BYTES = 8;
const RECORD_HEAD_BYTES = 16;
const WORD_BYTES = 8;

/** What is handed over at once, unless a single record is larger. */
const ROOM_BYTES = 65_536;

/** From here on a decoder is faster than a buffer, in particular on Deno. */
const LONG_TEXT_BYTES = 512;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A queue of copier.c, as JavaScript sees it. */
export class Copier {
  readonly #functions: CopierFunctions;
  readonly #signatures: readonly Signature[];
  #bytes = Buffer.alloc(ROOM_BYTES);
  #view = viewOf(this.#bytes);

  constructor(functions: CopierFunctions) {
    this.#functions = functions;
    this.#signatures = signatures.map((parameters) => ({ parameters, receive: undefined }));
  }

  /** As {@linkcode Adapter.createCallback}. */
  createCallback(parameters: readonly NativeCallbackKind[], receive: Receive): NativeCallback {
    const wanted = parameters.join();
    // Signatures that are told from each other although they take the same have one function each.
    const index = this.#signatures.findIndex(({ parameters, receive }) =>
      receive === undefined && parameters.join() === wanted
    );
    const signature = this.#signatures[index];
    if (signature === undefined) throw new TypeError(`No callback is left that takes (${wanted})`);
    signature.receive = receive;
    return this.#functions.address(index);
  }

  /** As {@linkcode Adapter.reserveNumbers}. */
  reserveNumbers(): number {
    const first = this.#functions.reserveNumbers();
    if (first === 0) throw new Error("Cannot reserve numbers for requests: there is no memory.");
    return first;
  }

  /** As {@linkcode Adapter.retire}. */
  end(): void {
    this.#functions.end();
  }

  /** Hands over a part of what has been copied. It is to be called for each wake of copier.c. */
  drain(): void {
    const view = this.#view;
    const end = this.#functions.drain(this.#bytes);
    const next = view.getUint32(0, true);
    const lost = view.getUint32(4, true);
    if (lost > 0) {
      setImmediate(() => {
        throw new Error(`Out of memory: ${lost} callbacks of the library were lost`);
      });
    }
    for (let at = DRAIN_HEAD_BYTES; at < end; at += view.getUint32(at, true)) this.#deliver(at);
    this.#makeRoom(DRAIN_HEAD_BYTES + next);
  }

  /** Makes the bytes as large as they have to be, and no larger for ever. */
  #makeRoom(needed: number): void {
    const bytes = Math.max(needed, ROOM_BYTES);
    if (bytes === this.#bytes.length) return;
    this.#bytes = Buffer.alloc(bytes);
    this.#view = viewOf(this.#bytes);
  }

  #deliver(at: number): void {
    const view = this.#view;
    const { parameters, receive } = this.#signatures[view.getUint32(at + 4, true)]!;
    const number = view.getUint32(at + 8, true) + 2 ** 32 * view.getUint32(at + 12, true);
    let word = at + RECORD_HEAD_BYTES;
    let text = word + WORD_BYTES * parameters.length;
    const values: NativeValue[] = [];
    for (const kind of parameters) {
      if (kind === "string") {
        const length = view.getUint32(word, true);
        // The high half is set for NULL alone: no text has 4 GiB.
        const isNull = view.getUint32(word + 4, true) !== 0;
        values.push(isNull ? null : this.#readText(text, text + length));
        if (!isNull) text += length;
      } else {
        values.push(readNumber(view, word, kind));
      }
      word += WORD_BYTES;
    }
    receive?.(number, values);
  }

  #readText(start: number, end: number): string {
    return end - start < LONG_TEXT_BYTES
      ? this.#bytes.toString("utf8", start, end)
      : decoder.decode(this.#bytes.subarray(start, end));
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function readNumber(
  view: DataView,
  at: number,
  kind: Exclude<NativeCallbackKind, "string">,
): NativeValue {
  switch (kind) {
    case "i32":
      return view.getInt32(at, true);
    case "u32":
      return view.getUint32(at, true);
    case "i64":
      return view.getBigInt64(at, true);
    case "u64":
      return view.getBigUint64(at, true);
    case "bool":
      return view.getUint8(at) !== 0;
  }
}

/**
 * Who has what there is one of in a process: an instance of the library, and a data directory.
 *
 * A session owns both until it's closed. Whoever else comes for one of them is refused, be it on
 * another thread of JavaScript, by another copy of this module, or in another realm. When the
 * owner's thread has ended, or its code has been loaded again, the next session to be opened
 * succeeds it: it uninitialises the library, so that nobody stays logged in, and frees the lock of
 * the directory.
 *
 * The bindings of others, and the users of `./native`, claim nothing. That somebody else has
 * initialised the library, it tells itself.
 *
 * @module
 */

import { isSettledWithin, pause } from "../base/waiting.ts";
import { createApi } from "../calls/api.ts";
import { Library } from "../calls/library.ts";
import { messageOf } from "../errors/error_text.ts";
import type { NativeApi } from "../generated/functions.ts";
import { symbols } from "../generated/symbols.ts";
import type { Adapter, Claims } from "../table/adapter.ts";
import {
  type ClaimRecord,
  isOfAnotherThread,
  makeRecord,
  placeOf,
  readRecord,
} from "./claim_record.ts";
import { instanceIdentities } from "./file_identity.ts";
import { type FileLocks, lockFileIn, systemLocks } from "./file_lock.ts";
import { checkGeneration, enterGeneration, type Replaceable } from "./generations.ts";
import { isInitialised } from "./initialised.ts";
import { threadClaims } from "./thread_claims.ts";

/** What all keys of sessions begin with; its number changes with what the records mean. */
const SESSIONS = "session 1 ";

/** The key of the right to claim, which one session of the process has at a time. */
const TURN = "turn 1";
const TURN_MS = 2;
const TURN_LIMIT_MS = 60_000;

/** The longest that a library may take to end what a thread that has ended has left. */
const CLEAR_LIMIT_MS = 10_000;

/** How long a thread without a copier, which is about to end, gives the library to end its session. */
const UNINIT_MS = 50;

/**
 * How long a thread may still be ending that its parent takes for gone: Deno says so a little too
 * early.
 */
const ENDING_LIMIT_MS = 1_000;

/** Why a session can't be opened: another one has what it needs. */
class Refusal {
  readonly error: DOMException;
  /** What is on record about the other one, if there is anything. */
  readonly record: string | undefined;

  constructor(message: string, record?: string) {
    this.error = new DOMException(message, "InvalidStateError");
    this.record = record;
  }
}

/** What one session owns. */
export class Owner implements Replaceable {
  readonly #adapter: Adapter;
  readonly #claims: Claims;
  readonly #keys: string[] = [];
  #library: Library | undefined;
  #locks: FileLocks | undefined;
  #fd: number | undefined;
  #end = (): Promise<unknown> => Promise.resolve();
  #leaveGeneration = (): void => {};

  private constructor(adapter: Adapter) {
    this.#adapter = adapter;
    this.#claims = adapter.claims ?? threadClaims;
  }

  /**
   * An owner of nothing yet. If this module has been loaded again, the sessions of before are ended
   * first.
   *
   * @throws {DOMException} `InvalidStateError`: it's this code that has been replaced.
   */
  static async create(adapter: Adapter): Promise<Owner> {
    const owner = new Owner(adapter);
    owner.#leaveGeneration = await enterGeneration(
      adapter,
      owner,
      (record) => owner.#inTurn(() => owner.#clearUp(readRecord(record))),
    );
    return owner;
  }

  /** Says how the session is ended when this module is loaded again. */
  onReplaced(end: () => Promise<unknown>): void {
    this.#end = end;
  }

  /** As the next generation wants it. */
  end(): Promise<unknown> {
    return this.#end();
  }

  /** What others are told. */
  get record(): string {
    return JSON.stringify(
      makeRecord({ keys: this.#keys, library: this.#library?.path ?? "", fd: this.#fd }),
    );
  }

  /**
   * Loads an instance of the library that nobody else uses.
   *
   * @param path The library.
   * @param isolated Whether the instance is to be a copy.
   * @throws {LibraryLoadError} It can't be loaded.
   * @throws {DOMException} `InvalidStateError`: somebody uses it.
   * @throws {Error} The copy can't be made.
   */
  claimLibrary(path: string, isolated: boolean): Promise<Library> {
    return this.#inTurn(async () => {
      const claimed = await (isolated ? this.#claimCopy(path) : this.#claimOriginal(path));
      if (claimed instanceof Refusal) return claimed;
      this.#library = claimed;
      this.#publish();
      return claimed;
    });
  }

  /**
   * Locks the directory that the library keeps its data in: two instances that write into the same
   * databases would destroy them. The library must have been claimed before.
   *
   * @param option What the user calls the directory.
   * @param directory One that can be written.
   * @throws {DOMException} `InvalidStateError`: somebody uses it.
   * @throws {Error} It can't be locked.
   */
  claimDirectory(option: string, directory: string): Promise<void> {
    return this.#inTurn<void>(() => {
      const locks = this.#locks = systemLocks(this.#adapter, this.#library!.path);
      const file = orExplain(option, directory, () => lockFileIn(directory));
      const other = this.#claim("directory", file.identity);
      if (other !== undefined) return inUse(option, directory, placeOf(other), other);
      const attempt = orExplain(option, directory, () => locks.tryLock(file));
      if (attempt.isHeld) return inUse(option, directory, attempt.place);
      this.#fd = attempt.fd;
      this.#publish();
      // A reload by `deno run --watch` is the end of the thread, and nobody else would hear of it.
      if (!this.#adapter.claims && "Deno" in globalThis) {
        globalThis.addEventListener("unload", this.#endWithThread);
      }
    });
  }

  /** Leaves everything to others. The library must have been uninitialised. */
  release(): void {
    this.#unlock();
    if ("Deno" in globalThis) globalThis.removeEventListener("unload", this.#endWithThread);
    this.#unclaim();
    this.#leaveGeneration();
  }

  #unclaim(): void {
    for (const key of this.#keys.splice(0)) this.#claims.release(key);
  }

  #unlock(): void {
    if (this.#fd !== undefined) this.#locks?.unlock(this.#fd);
    this.#fd = undefined;
  }

  /** Ends the session, as far as can be done at once by a thread that is about to end. */
  readonly #endWithThread = (): void => {
    // On another thread: the library may wait for callbacks, which this one takes no more.
    createApi<NativeApi>(this.#library!).TIMUninit();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, UNINIT_MS);
    this.#unlock();
  };

  async #claimOriginal(path: string): Promise<Library | Refusal> {
    for (const identity of instanceIdentities(path)) {
      const other = this.#claim("library", identity);
      if (other === undefined) continue;
      this.#unclaim();
      return new Refusal(
        "Cannot open a second session: the native library has one instance in a process, and a " +
          `session is open on it ${
            placeOf(other)
          }, or has not ended yet. Close that one first, or ` +
          "open this one with isolated: true and a dataDir of its own.",
        other,
      );
    }
    const library = this.#load(path);
    if (!await isInitialised(library)) return library;
    this.#unclaim();
    return new Refusal(
      "Cannot open the session: the native library has one instance in a process, and somebody else " +
        "in this process has initialised it, such as a user of @imsdk/ffi/native, another binding " +
        "or code that a reload has replaced. Have that one call TIMUninit first, or open this " +
        "session with isolated: true and a dataDir of its own.",
    );
  }

  async #claimCopy(path: string): Promise<Library> {
    // It's for those sessions alone, and loads what takes time to load.
    const { copyNames, loadCopy } = await import("./private_copy.ts");
    for (const copy of copyNames(path)) {
      if (this.#claim("copy", copy.key) !== undefined) continue;
      const library = loadCopy(path, copy.path, (path) => this.#load(path));
      if (!await isInitialised(library)) return library;
      // Without a compiled copier, a session on another thread of `deno test` may have it.
      this.#unclaim();
    }
    throw new Error("unreachable");
  }

  #load(path: string): Library {
    return Library.open(this.#adapter, path, symbols, "TIMGetSDKVersion");
  }

  /** Claims one thing, unless another session has it, whose record is then returned. */
  #claim(kind: string, name: string): string | undefined {
    const key = SESSIONS + JSON.stringify([kind, name]);
    const other = this.#claims.claim(key, this.record);
    if (other !== null) return other.value;
    this.#keys.push(key);
    return undefined;
  }

  /** Has every key tell what there is to know. */
  #publish(): void {
    const { record } = this;
    for (const key of this.#keys) this.#claims.update(key, record);
  }

  /** Claims something, and waits a moment for what may be about to become free. */
  async #inTurn<Result>(
    action: () => Result | Refusal | Promise<Result | Refusal>,
  ): Promise<Result> {
    for (let waited = 0;; waited += TURN_MS) {
      const result = await this.#takeTurn(action);
      if (!(result instanceof Refusal)) return result;
      const { record, error } = result;
      const mayEnd = record !== undefined && isOfAnotherThread(record);
      if (!mayEnd || waited >= ENDING_LIMIT_MS) throw error;
      await pause(TURN_MS);
    }
  }

  /**
   * Does something while no other session of the process claims anything, after what threads that
   * have ended have left has been cleared up.
   */
  async #takeTurn<Result>(action: () => Result | Promise<Result>): Promise<Result> {
    const claims = this.#claims;
    for (let waited = 0; claims.claim(TURN, "") && !claims.take(TURN); waited += TURN_MS) {
      if (waited >= TURN_LIMIT_MS) {
        throw new DOMException(
          "Cannot open the session: another one of this process has not finished opening within " +
            `${TURN_LIMIT_MS} ms`,
          "TimeoutError",
        );
      }
      await pause(TURN_MS);
    }
    try {
      checkGeneration();
      for (let left; (left = claims.take(SESSIONS)) !== null;) {
        await this.#clearUp(readRecord(left.value));
      }
      return await action();
    } finally {
      claims.release(TURN);
    }
  }

  /**
   * Ends a session that can't do so itself any more. One that the library does not end within the
   * limit keeps what it has claimed until it has ended.
   */
  async #clearUp(left: ClaimRecord): Promise<void> {
    const finish = (): void => {
      if (left.fd !== undefined) systemLocks(this.#adapter, left.library).unlock(left.fd);
      for (const key of left.keys) this.#claims.release(key);
    };
    // It had claimed an instance, and has not come to load it.
    if (left.library === "") return finish();
    const end = async (): Promise<void> => {
      await createApi<NativeApi>(this.#load(left.library)).TIMUninit();
      finish();
    };
    if (await isSettledWithin(end(), CLEAR_LIMIT_MS).catch(() => false)) return;
    const record = JSON.stringify({ ...left, isStuck: true });
    for (const key of left.keys) {
      this.#claims.take(key);
      this.#claims.update(key, record);
    }
  }
}

/** Has an error of the system's tell what it was about, and what to do. */
function orExplain<Result>(option: string, directory: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    throw new Error(
      `Cannot open the session: ${option} ${directory} can't be locked: ${messageOf(cause)}, or ` +
        `name another directory by the option ${option}.`,
      { cause },
    );
  }
}

function inUse(option: string, directory: string, place: string, record?: string): Refusal {
  return new Refusal(
    `Cannot open the session: ${option} ${directory} is in use by another session ${place}, that ` +
      "is open or has not ended yet. Close that one first, or name another directory by the " +
      `option ${option}.`,
    record,
  );
}

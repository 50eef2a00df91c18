/**
 * The native library as one session uses it: claimed, initialised, asked, and uninitialised.
 *
 * @module
 */

import { realpathSync } from "node:fs";
import { clearTimeout, setTimeout } from "node:timers";
import { isRequest } from "../ffi/table/function_definition.ts";
import { lockDirectory } from "../ffi/isolation/file_lock.ts";
import type { NativeApi } from "../ffi/generated/functions.ts";
import { ImSdkError } from "../ffi/errors/im_sdk_error.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { NativeLibrary } from "../ffi/calls/native_library.ts";
import { locateLibrary } from "../ffi/library_file/locate.ts";
import { type Reply, type SentRequest, splitArguments, withTexts } from "../ffi/calls/request.ts";
import type { ArgumentsOf, ResultOf } from "../ffi/table/call_types.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import { Cancellation } from "./cancellation.ts";
import {
  customServerJson,
  initialisationJson,
  type SessionConfig,
  settingsJson,
} from "./configuration.ts";
import { type Deadline, Deadlines } from "./deadlines.ts";
import { deferred } from "./deferred.ts";
import { LoginStatus } from "./enums.ts";
import { prepareDirectory } from "./options.ts";

/** The libraries that a session is open on: each is one instance, whoever loads it. */
const librariesInUse = new Set<string>();

/** The longest wait for the library to confirm its settings. */
const SETTINGS_LIMIT_MS = 100;

/** What a session holds for itself as long as it's open. */
interface Claim {
  /** Leaves it to other sessions; to be called once. */
  release(): void;
}

/** What is done on the way of a request. */
interface RequestHooks {
  /** Takes what C has written into buffers, before the request returns. */
  readonly onSent?: (sent: SentRequest) => void;
  /** Takes how far it has come. */
  readonly onProgress?: ((progress: unknown) => void) | undefined;
}

/** An instance of the library, for as long as a session is open on it. */
export class NativeSession {
  /** The loaded library. */
  readonly library: NativeLibrary;

  /** C: `TIMGetSDKVersion`. */
  readonly sdkVersion: string;

  readonly #claims: readonly Claim[];
  readonly #config: SessionConfig;
  readonly #deadlines: Deadlines;
  /** A getter is called often; it's bound late, as a version of the library may not have it. */
  #getLoginStatus: (() => number) | undefined;
  /** What ends the calls that are under way. */
  readonly #calls = new Set<Cancellation>();
  #isInitialised = false;
  #isReleased = false;
  /** TIMUninit on its way: in a library that hangs, for ever. */
  #uninitialising: Promise<void> | undefined;
  /** The last sigs that the library was given, to be taken out of whatever it says. */
  #userSigs: readonly string[] = [];

  private constructor(library: NativeLibrary, claims: readonly Claim[], config: SessionConfig) {
    this.library = library;
    this.sdkVersion = library.call("TIMGetSDKVersion") ?? "";
    this.#claims = claims;
    this.#config = config;
    this.#deadlines = new Deadlines(config.callTimeout);
  }

  /**
   * Loads the library, or a copy of it, for one session alone, and makes its directories.
   *
   * @throws {LibraryLoadError} The library is not there, or can't be loaded.
   * @throws {DOMException} `InvalidStateError`: a session is open on this library or on this data
   * directory already.
   */
  static async open(config: SessionConfig): Promise<NativeSession> {
    const original = locateLibrary(config.libraryPath);
    const { path, ...claim } = config.isolated
      ? await (await import("../ffi/isolation/private_copy.ts")).claimPrivateCopy(original)
      : claimLibrary(original);
    const claims: Claim[] = [claim];
    try {
      const library = NativeLibrary.open(await loadAdapter(), path, symbols, "TIMGetSDKVersion");
      prepareDirectory("dataDir", config.dataDir);
      prepareDirectory("logDir", config.logDir);
      claims.push(await claimDataDir(config.dataDir, path));
      return new NativeSession(library, claims, config);
    } catch (error) {
      releaseAll(claims);
      throw error;
    }
  }

  /** The longest that any request waits, in milliseconds. */
  get callTimeout(): number {
    return this.#config.callTimeout;
  }

  /** Whether the library is initialised, so that its functions do what they are for. */
  get isInitialised(): boolean {
    return this.#isInitialised;
  }

  /** C: `TIMGetLoginStatus`. Only for a library that is initialised. */
  get loginStatus(): LoginStatus {
    this.#getLoginStatus ??= this.library.function("TIMGetLoginStatus");
    const status = this.#getLoginStatus();
    return status >= 1 && status <= 4 ? status as LoginStatus : LoginStatus.LoggedOut;
  }

  /** C: `TIMGetLoginUserID`. Only for a library that is initialised. */
  get loginUserId(): string | null {
    const { result, user_id_buffer } = this.library.call("TIMGetLoginUserID");
    return result === 0 && user_id_buffer !== "" ? user_id_buffer : null;
  }

  /**
   * Initialises the library (C: `TIMSetConfig`, `callExperimentalAPI`, `TIMInit`).
   *
   * @param setListeners Called in between, because the library forgets its listeners each time.
   * @throws {ImSdkError} The library refuses.
   * @throws {DOMException} `TimeoutError`: a TIMUninit of before has not returned.
   */
  async initialise(setListeners: () => void): Promise<void> {
    await this.#uninitialised();
    const { sdkAppId, customServer } = this.#config;
    const configuring = new Cancellation();
    const configured = this.request("TIMSetConfig", [settingsJson(this.#config)], configuring);
    // Before TIMInit, which connects at once: to the vendor's servers, if these aren't known yet.
    const naming = new Cancellation();
    let refusal: unknown;
    if (customServer) {
      const servers = customServerJson(customServer);
      this.request("callExperimentalAPI", [servers], naming).catch((error) => {
        refusal = error;
      });
    }
    try {
      // It's answered before the call returns, and a library that doesn't do that isn't waited for.
      if (!await isInTime(configured, SETTINGS_LIMIT_MS)) configured.catch(() => {});
      // It comes with the call. That the library has taken the servers, it never says.
      if (refusal !== undefined) throw refusal;
    } finally {
      const settled = "The settings are made";
      configuring.cancel(settled);
      naming.cancel(settled);
    }
    setListeners();
    const code = this.library.call("TIMInit", sdkAppId, initialisationJson(this.#config));
    if (code !== 0) throw new ImSdkError("TIMInit", code);
    this.#isInitialised = true;
  }

  /**
   * Ends all that the library is doing (C: `TIMUninit`).
   *
   * @throws {DOMException} `TimeoutError`: it has not ended within `callTimeout`.
   */
  async uninitialise(): Promise<void> {
    if (this.#isInitialised) {
      this.#isInitialised = false;
      this.#uninitialising = this.library.call("TIMUninit").then(() => {
        this.#uninitialising = undefined;
        if (this.#isReleased) releaseAll(this.#claims);
      });
    }
    await this.#uninitialised();
  }

  /** Leaves the library and its data to other sessions, once it's uninitialised. */
  release(): void {
    this.#isReleased = true;
    this.#deadlines.end();
    if (!this.#uninitialising) releaseAll(this.#claims);
  }

  /** C: `TIMLogin`. */
  login(userId: string, userSig: string, cancellation: Cancellation): Promise<Reply> {
    const [last] = this.#userSigs;
    // It may still speak of a sig that has just been replaced.
    if (userSig !== last) this.#userSigs = last === undefined ? [userSig] : [userSig, last];
    return this.request("TIMLogin", [userId, userSig], cancellation);
  }

  /**
   * Asks the library for something.
   *
   * @param hooks What is done on the way.
   * @throws {ImSdkError} The answer is no success.
   * @throws {DOMException} `TimeoutError`: there is no answer within `callTimeout`.
   * @throws The reason of the cancellation.
   */
  request<Name extends keyof NativeApi>(
    name: Name,
    args: ArgumentsOf<NativeApi[Name]>,
    cancellation: Cancellation,
    { onSent, onProgress }: RequestHooks = {},
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      cancellation.throwIfCancelled();
      let sent: SentRequest | undefined;
      const fail = (reason: unknown): void => {
        cancellation.onCancel(undefined);
        this.#deadlines.stop(deadline);
        sent?.forget();
        reject(reason);
      };
      const startDeadline = (): Deadline =>
        this.#deadlines.start(() => fail(unanswered(name, this.callTimeout)));
      let deadline = startDeadline();
      cancellation.onCancel(fail);
      try {
        sent = this.library.send(name, args, (reply) => {
          cancellation.onCancel(undefined);
          this.#deadlines.stop(deadline);
          if (reply.code === 0) resolve(reply);
          else reject(this.#failure(name, reply));
        }, (progress) => {
          this.#deadlines.stop(deadline);
          deadline = startDeadline();
          onProgress?.(progress);
        });
        onSent?.(sent);
        // Making JSON of the arguments may have run code that has ended the wait.
        cancellation.throwIfCancelled();
      } catch (error) {
        fail(error);
      }
    });
  }

  /**
   * Calls any function of the library's.
   *
   * @param name Its C name.
   * @param args Its arguments, and options if it answers by a callback.
   * @param check Throws if the library must not be called.
   */
  call<Name extends keyof NativeApi>(
    name: Name,
    args: ArgumentsOf<NativeApi[Name]>,
    check: () => void,
  ): ResultOf<NativeApi[Name]> {
    const definition = this.library.definition(name);
    if (!isRequest(definition)) {
      check();
      return this.library.call(name, ...args);
    }
    let sent: SentRequest | undefined;
    const ask = async (): Promise<unknown> => {
      check();
      const { own, options } = splitArguments(name, definition, args);
      const { signal, timeout, onProgress } = options;
      signal?.throwIfAborted();
      const cancellation = new Cancellation();
      const onAbort = (): void => cancellation.cancel(signal?.reason);
      const timer = timeout === undefined
        ? undefined
        : setTimeout(() => cancellation.cancel(unanswered(name, timeout)), timeout).unref();
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#calls.add(cancellation);
      try {
        const asked = own as ArgumentsOf<NativeApi[Name]>;
        const reply = await this.request(name, asked, cancellation, {
          onSent: (request) => sent = request,
          onProgress,
        });
        return reply.result;
      } finally {
        this.#calls.delete(cancellation);
        signal?.removeEventListener("abort", onAbort);
        clearTimeout(timer);
      }
    };
    // It has run as far as C has returned, so that what C has written is there.
    const answer = ask();
    return withTexts(definition, answer, sent?.texts) as ResultOf<NativeApi[Name]>;
  }

  /** Has every call that is under way reject. */
  endCalls(reason: unknown): void {
    for (const cancellation of this.#calls) cancellation.cancel(reason);
  }

  /** A text of the library's, with the user's sigs and the password of the proxy taken out. */
  withoutSecrets(text: string): string {
    const shown = this.#userSigs.reduce((safe, sig) => safe.replaceAll(sig, "[user sig]"), text);
    const password = this.#config.proxy?.password;
    return password === undefined ? shown : shown.replaceAll(password, "[proxy password]");
  }

  #failure(name: string, { code, desc, result }: Reply): ImSdkError {
    const withoutSecrets = (text: string): string => this.withoutSecrets(text);
    return new ImSdkError(
      name,
      code,
      withoutSecrets(desc ?? ""),
      changeTexts(result, withoutSecrets),
    );
  }

  /** Waits for a TIMUninit that has been called to return, as long as any request may take. */
  async #uninitialised(): Promise<void> {
    const { callTimeout } = this.#config;
    if (this.#uninitialising && !await isInTime(this.#uninitialising, callTimeout)) {
      const message = `TIMUninit has not returned within ${callTimeout} ms`;
      throw new DOMException(message, "TimeoutError");
    }
  }
}

function unanswered(name: string, limit: number): DOMException {
  return new DOMException(`${name} has not been answered within ${limit} ms`, "TimeoutError");
}

/** Claims the library itself, which is one instance in a process. */
function claimLibrary(path: string): Claim & { readonly path: string } {
  const identity = realpathSync(path);
  if (librariesInUse.has(identity)) {
    throw new DOMException(
      "Cannot open a second session: the native library has one instance in a process, and a " +
        "session is open on it, or has not ended yet. Close that one first, or open this one with " +
        "isolated: true and a dataDir of its own.",
      "InvalidStateError",
    );
  }
  librariesInUse.add(identity);
  return { path, release: () => librariesInUse.delete(identity) };
}

/** Two instances of the library that write into the same databases would destroy them. */
async function claimDataDir(dataDir: string, libraryPath: string): Promise<Claim> {
  const lock = await lockDirectory(dataDir, libraryPath);
  if (lock !== undefined) return lock;
  throw new DOMException(
    `Cannot open the session: dataDir ${dataDir} is in use by another session, of this process or ` +
      "of another one, that is open or has not ended yet. Close that one first, or name another " +
      "directory by the option dataDir.",
    "InvalidStateError",
  );
}

function releaseAll(claims: readonly Claim[]): void {
  for (const claim of claims) claim.release();
}

/**
 * Waits for a promise, though not longer than so many milliseconds; tells whether that was enough.
 */
async function isInTime(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const { promise: isOver, resolve } = deferred<boolean>();
  const timer = setTimeout(resolve, milliseconds, false);
  try {
    return await Promise.race([promise.then(() => true), isOver]);
  } finally {
    clearTimeout(timer);
  }
}

/** Changes every text that a value of JSON's has in it, in its place. */
function changeTexts(value: unknown, change: (text: string) => string): unknown {
  const top = { value };
  // Not by recursion: an answer may be nested more deeply than calls may.
  const containers: Record<string, unknown>[] = [top];
  for (let container; (container = containers.pop());) {
    for (const [key, item] of Object.entries(container)) {
      if (typeof item === "string") container[key] = change(item);
      else if (typeof item === "object" && item !== null) {
        containers.push(item as Record<string, unknown>);
      }
    }
  }
  return top.value;
}

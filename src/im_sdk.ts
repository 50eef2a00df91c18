/**
 * The login session.
 *
 * @module
 */

import { LibraryLoadError } from "../ffi/errors/library_load_error.ts";
import type { NativeApi } from "../ffi/generated/functions.ts";
import { ImSdkError } from "../ffi/errors/im_sdk_error.ts";
import { KeepAlive } from "../ffi/base/keep_alive.ts";
import type { ArgumentsOf, ResultOf } from "../ffi/table/call_types.ts";
import type { Cancellation } from "./cancellation.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { deferred } from "./deferred.ts";
import { LoginStatus } from "./enums.ts";
import { EventIterator } from "./event_iterator.ts";
import {
  type ImSdkEventListener,
  type ImSdkEventMap,
  type ImSdkEventType,
  isEventType,
  isNativeEventType,
  type NativeEventType,
  type NetworkStatusDetail,
  subscribe,
} from "./events.ts";
import { NativeSession } from "./native_session.ts";
import type { OpenOptions, RequestOptions } from "./open_options.ts";
import { checkOptions, checkSignal, checkUserId } from "./options.ts";
import { assertSessionFunction, type SessionFunction } from "./session_functions.ts";
import { SharedTask } from "./shared_task.ts";
import { type UserSigFunction, UserSigSource } from "./user_sig.ts";

/** A login under way. */
interface LoginAttempt {
  readonly userId: string;
  readonly userSig: UserSigSource;
  readonly task: SharedTask;
  /** Whether the library is logging in, so that only a restart of the library can end it. */
  isNative: boolean;
  /** Whether it was ended from outside, by whoever has done so with good reason. */
  isEnded: boolean;
  /** Whether the session makes it by itself, because the sig has expired. */
  readonly isRenewal: boolean;
}

/** A listener as `EventTarget` takes it; not every runtime's types give that a name. */
type AnyListener = Parameters<EventTarget["addEventListener"]>[1];

/**
 * A session with Tencent Cloud IM: the native library, initialised for one app, and the user who is
 * logged in on it. It keeps the process alive until it's closed, as an open socket does.
 *
 * @example Logging in and out
 * ```ts
 * import { ImSdk } from "@imsdk/ffi";
 *
 * export async function main(sdkAppId: number, userId: string, userSig: string): Promise<void> {
 *   await using sdk = await ImSdk.open({ sdkAppId });
 *   await sdk.login(userId, userSig);
 *   console.log(sdk.loginUserId, "is logged in");
 *   await sdk.logout();
 * }
 * ```
 */
export class ImSdk extends EventTarget implements AsyncDisposable {
  readonly #native: NativeSession;
  readonly #keepAlive = new KeepAlive();
  readonly #stopOnStray: () => void;

  /** The types that the library is listened to for, with what stops it. */
  readonly #subscriptions = new Map<NativeEventType, () => void>();
  readonly #iterators = new Set<{ end(): void }>();
  readonly #connection = new Connection();

  #login: LoginAttempt | undefined;
  #logout: SharedTask | undefined;
  /** The logouts and restarts of the library under way; a login begins when they have ended. */
  #transition: Promise<void> | undefined;
  #restarts = 0;
  #isClosed = false;
  #closing: Promise<void> | undefined;

  /** The user whom the last login has brought in, until anything brings the user out. */
  #userId: string | undefined;
  #userSig: UserSigSource | undefined;
  #isSigExpired = false;

  private constructor(native: NativeSession) {
    super();
    this.#native = native;
    this.sdkVersion = native.sdkVersion;
    this.#stopOnStray = native.library.onStray(() => this.#endUnwantedLogin());
    this.#keepAlive.hold();
  }

  /**
   * Loads the native library and initialises it (C: `TIMSetConfig`, `callExperimentalAPI` for a
   * `customServer`, `TIMInit`).
   *
   * @param options The app's id, and where things are.
   * @returns The session, with nobody logged in.
   * @throws {TypeError} An option is missing or of the wrong type.
   * @throws {RangeError} A number is out of range.
   * @throws {LibraryLoadError} The library is not there, or can't be loaded.
   * @throws {ImSdkError} The library refuses to be initialised, such as by `TIM_ERR_PARAM` (-4).
   * @throws {DOMException} `InvalidStateError`: a session is open on this library, or on this data
   * directory, already.
   * @throws {Error} A directory can't be written, or the copy for `isolated` can't be made.
   *
   * @example Several accounts in one process
   * ```ts
   * import { ImSdk } from "@imsdk/ffi";
   *
   * export function openAll(sdkAppId: number, names: readonly string[]): Promise<ImSdk[]> {
   *   return Promise.all(
   *     names.map((name) => ImSdk.open({ sdkAppId, isolated: true, dataDir: `data/${name}` })),
   *   );
   * }
   * ```
   */
  static async open(options: OpenOptions): Promise<ImSdk> {
    const sdk = new ImSdk(await NativeSession.open(checkOptions(options)));
    try {
      await sdk.#initialise();
      return sdk;
    } catch (error) {
      sdk.#dispose();
      throw error;
    }
  }

  /** The version of the native library (C: `TIMGetSDKVersion`). */
  readonly sdkVersion: string;

  /**
   * Where the session is (C: `TIMGetLoginStatus`). It is `LoggingIn` from the moment of
   * {@linkcode ImSdk.login} on, where the library lags a little behind.
   */
  get loginStatus(): LoginStatus {
    if (this.#isClosed) return LoginStatus.LoggedOut;
    if (this.#logout) return LoginStatus.LoggingOut;
    if (this.#login) return LoginStatus.LoggingIn;
    return this.#mayAskLibrary() ? this.#native.loginStatus : LoginStatus.LoggedOut;
  }

  /** The user who is logged in, or `null` when nobody is (C: `TIMGetLoginUserID`). */
  get loginUserId(): string | null {
    return this.#mayAskLibrary() ? this.#native.loginUserId : null;
  }

  /** Where the connection to the vendor's service is, as the `networkstatus` events tell it. */
  get connectionState(): ConnectionState {
    return this.#connection.state;
  }

  /**
   * Waits until the connection to the vendor's service is there. The library makes it by itself
   * from the moment of `open()` on, and makes it again when it's lost.
   *
   * @param options A signal that ends the wait, such as `AbortSignal.timeout(10_000)`.
   * @throws {TypeError} The options are no object, or the signal is no `AbortSignal`.
   * @throws {DOMException} `AbortError`: `close()` has ended the wait. `InvalidStateError`: the
   * session is closed.
   * @throws The signal's reason.
   *
   * @example Waiting ten seconds for the network
   * ```ts
   * import type { ImSdk } from "@imsdk/ffi";
   *
   * export async function isOnline(sdk: ImSdk): Promise<boolean> {
   *   const signal = AbortSignal.timeout(10_000);
   *   return await sdk.connected({ signal }).then(() => true, () => false);
   * }
   * ```
   */
  async connected(options: RequestOptions = {}): Promise<void> {
    const signal = checkSignal(options);
    this.#assertOpen("wait for the connection");
    await this.#connection.established(signal);
  }

  /**
   * Logs a user in (C: `TIMLogin`). When that user is logged in, or being logged in, it joins that
   * login. When the last caller who waits for a login aborts, the login is ended: it leaves nobody
   * logged in.
   *
   * @param userId The user's id: 1 to 127 bytes of UTF-8.
   * @param userSig The user's sig, from your server, or a function that gets one. The function is
   * asked once more when the sig that it gave has expired, then and during the whole session, and
   * the user is logged in again by the new one; see the events `usersigrenewed` and `sessionlost`.
   * @param options A signal that ends the wait.
   * @throws {TypeError} An argument is of the wrong type, or is text that C can't carry.
   * @throws {RangeError} The user id is too long or empty, or the sig is empty.
   * @throws {ImSdkError} The login has failed: by `ERR_USER_SIG_EXPIRED` (6206) or
   * `ERR_SVR_ACCOUNT_USERSIG_EXPIRED` (70001) where the sig has expired, by
   * `ERR_SVR_ACCOUNT_USERSIG_MISMATCH_ID` (70013) or `ERR_SVR_ACCOUNT_USERSIG_MISMATCH_SDKAPPID`
   * (70014) where it's another user's or another app's, by `ERR_LOGIN_KICKED_OFF_BY_OTHER` (6208)
   * where another device took over, or by any other of the vendor's codes.
   * @throws {DOMException} `TimeoutError`: the library, or the function, has not answered within
   * `callTimeout`. `AbortError`: `logout()` or `close()` has ended the login. `InvalidStateError`:
   * another user is logged in or being logged in, or the session is closed.
   * @throws The signal's reason, or whatever the function throws.
   *
   * @example Staying logged in
   * ```ts
   * import type { ImSdk } from "@imsdk/ffi";
   *
   * export async function logIn(sdk: ImSdk, userId: string, server: URL): Promise<void> {
   *   await sdk.login(userId, async (userId, { signal }) => {
   *     const answer = await fetch(new URL(`/sig/${userId}`, server), { signal });
   *     return await answer.text();
   *   });
   * }
   * ```
   */
  async login(
    userId: string,
    userSig: string | UserSigFunction,
    options: RequestOptions = {},
  ): Promise<void> {
    checkUserId(userId);
    const source = new UserSigSource(userSig, this.#native.callTimeout);
    const signal = checkSignal(options);
    this.#assertOpen("log in");

    if (this.#login && this.#login.userId !== userId) {
      throw alreadyBusy(userId, `"${this.#login.userId}" is being logged in`);
    }
    if (!this.#login && this.#isLoggedIn(userId)) return;
    this.#login ??= this.#startLogin(userId, source);
    await this.#login.task.join(signal);
  }

  /**
   * Logs the user out (C: `TIMLogout`), or ends a login under way: its promise rejects at once.
   * When nobody is logged in, it succeeds.
   *
   * @param options A signal that ends the wait; the logout goes on.
   * @throws {TypeError} The options are no object, or the signal is no `AbortSignal`.
   * @throws {ImSdkError} The logout has failed, by one of the vendor's codes.
   * @throws {DOMException} `TimeoutError`: the library has not answered within `callTimeout`.
   * `AbortError`: `close()` has ended the logout. `InvalidStateError`: the session is closed.
   * @throws The signal's reason.
   *
   * @example Changing the user
   * ```ts
   * import type { ImSdk, UserSigFunction } from "@imsdk/ffi";
   *
   * export async function become(sdk: ImSdk, userId: string, sig: UserSigFunction): Promise<void> {
   *   await sdk.logout();
   *   await sdk.login(userId, sig);
   * }
   * ```
   */
  async logout(options: RequestOptions = {}): Promise<void> {
    const signal = checkSignal(options);
    this.#assertOpen("log out");
    if (this.#login) this.#endLogin(ended("The login", "logout()"));
    this.#logout ??= this.#startLogout();
    await this.#logout.join(signal);
  }

  /**
   * Calls any other function of the native library. One that answers by a callback returns a
   * Promise of the answer, parsed from its JSON, where integers beyond 2^53 are bigint. Most of
   * them are for a user who is logged in.
   *
   * @param name Its C name.
   * @param args Its arguments, without callbacks, `user_data` and buffers; JSON is an object. A
   * function that answers by a callback takes {@linkcode CallOptions} after them.
   * @returns What C returns, or a Promise of what the library answers. Of a function that writes an
   * id into a buffer, the Promise has the id as a property from the beginning.
   * @throws {TypeError} An argument is of the wrong type, or the function is not to be called this
   * way.
   * @throws {RangeError} A number doesn't fit its C type.
   * @throws {LibraryLoadError} This version of the library doesn't have the function.
   * @throws {ImSdkError} The library refuses, such as by `ERR_SDK_NOT_LOGGED_IN` (6014).
   * @throws {DOMException} `TimeoutError`: there is no answer within `callTimeout`, or `timeout` if
   * that's less. `AbortError`: `close()`, or the end of a login under way, has ended the call.
   * `InvalidStateError`: the session is closed, or the library is restarting, because a login was
   * ended.
   *
   * @example Sending a message
   * ```ts
   * import type { ImSdk } from "@imsdk/ffi";
   * import { TIMConvType, TIMElemType } from "@imsdk/ffi/native";
   *
   * export async function send(sdk: ImSdk, userId: string, text: string): Promise<void> {
   *   const sending = sdk.call("TIMMsgSendMessage", userId, TIMConvType.kTIMConv_C2C, {
   *     message_elem_array: [{ elem_type: TIMElemType.kTIMElem_Text, text_elem_content: text }],
   *   });
   *   console.log("sending", sending.message_id_buffer);
   *   const { result } = await sending;
   *   console.log("sent at", result.message_server_time);
   * }
   * ```
   */
  call<Name extends SessionFunction>(
    name: Name,
    ...args: ArgumentsOf<NativeApi[Name]>
  ): ResultOf<NativeApi[Name]> {
    return this.#native.call(name, args, () => {
      assertSessionFunction(name);
      this.#assertOpen(`call ${name}`);
      if (this.#mayAskLibrary()) return;
      throw new DOMException(
        `Cannot call ${name}: the library is restarting, because a login was ended`,
        "InvalidStateError",
      );
    });
  }

  /**
   * Ends the session (C: `TIMUninit`): whatever is pending rejects with an `AbortError`, iterators
   * end, and the process is let go. Closing twice is closing once. `await using` closes by itself.
   *
   * @throws {DOMException} `TimeoutError`: the library has not let itself be ended within
   * `callTimeout`. The session is closed all the same.
   *
   * @example Closing when the process is told to stop
   * ```ts
   * import process from "node:process";
   * import type { ImSdk } from "@imsdk/ffi";
   *
   * export function closeOnStop(sdk: ImSdk): void {
   *   for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => sdk.close());
   * }
   * ```
   */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#closing ??= this.#close();
  }

  /** The same as {@linkcode ImSdk.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Keeps the process alive until the session is closed, which is how a session starts.
   *
   * @returns The session.
   *
   * @example Staying until a work has been done
   * ```ts
   * import type { ImSdk } from "@imsdk/ffi";
   *
   * export async function during(sdk: ImSdk, work: () => Promise<void>): Promise<void> {
   *   sdk.ref();
   *   await work().finally(() => sdk.unref());
   * }
   * ```
   */
  ref(): this {
    if (!this.#isClosed) this.#keepAlive.hold();
    return this;
  }

  /**
   * Lets the process end although the session is open, if nothing else keeps it alive.
   *
   * @returns The session.
   *
   * @example A session that doesn't hold up the end of the process
   * ```ts
   * import { ImSdk } from "@imsdk/ffi";
   *
   * export async function openInPassing(sdkAppId: number): Promise<ImSdk> {
   *   return (await ImSdk.open({ sdkAppId })).unref();
   * }
   * ```
   */
  unref(): this {
    this.#keepAlive.release();
    return this;
  }

  /**
   * Listens for an event. The library is asked for a type of event when that type gets its first
   * listener.
   *
   * @param type The type of the event.
   * @param listener Called for each event, in order, never inside a callback of the library.
   * @param options Those of every `EventTarget`.
   * @throws {LibraryLoadError} This version of the library doesn't have the event. It isn't asked, and
   * nothing is thrown, while it restarts because a login was ended.
   *
   * @example Hearing that another device has logged in
   * ```ts
   * import type { ImSdk } from "@imsdk/ffi";
   *
   * export function tell(sdk: ImSdk): void {
   *   sdk.addEventListener("kickedoffline", () => console.log("logged in on another device"));
   *   sdk.addEventListener("sessionlost", ({ detail }) => console.error(detail.error));
   * }
   * ```
   */
  override addEventListener<Type extends ImSdkEventType>(
    type: Type,
    listener: ImSdkEventListener<Type> | null,
    options?: Parameters<EventTarget["addEventListener"]>[2],
  ): void {
    if (!this.#isClosed && isNativeEventType(type)) this.#subscribe(type);
    super.addEventListener(type, listener as AnyListener, options);
  }

  /**
   * Ends what {@linkcode ImSdk.addEventListener} has begun.
   *
   * @param type The type of the event.
   * @param listener The same function or object.
   * @param options Those of every `EventTarget`.
   *
   * @example Listening for a while
   * ```ts
   * import type { ImSdk, ImSdkEventMap } from "@imsdk/ffi";
   *
   * export function logTo(sdk: ImSdk, write: (line: string) => void): () => void {
   *   const onLog = ({ detail }: ImSdkEventMap["log"]): void => write(detail.message);
   *   sdk.addEventListener("log", onLog);
   *   return () => sdk.removeEventListener("log", onLog);
   * }
   * ```
   */
  override removeEventListener<Type extends ImSdkEventType>(
    type: Type,
    listener: ImSdkEventListener<Type> | null,
    options?: Parameters<EventTarget["removeEventListener"]>[2],
  ): void {
    super.removeEventListener(type, listener as AnyListener, options);
  }

  /**
   * The events of one type from now on, as an async iterator. None is lost, however slowly they are
   * taken. It ends when the session is closed.
   *
   * @param type The type of the events.
   * @param options A signal that ends the iteration: the next step rejects with its reason.
   * @returns The events, each once. Leaving the loop stops the listening.
   * @throws {TypeError} There is no such event, or the signal is none.
   * @throws {LibraryLoadError} This version of the library doesn't have the event.
   * @throws {DOMException} `InvalidStateError`: the session is closed.
   * @throws The signal's reason, if it's aborted already.
   *
   * @example Following the connection
   * ```ts
   * import { type ImSdk, NetworkStatus } from "@imsdk/ffi";
   *
   * export async function untilConnected(sdk: ImSdk): Promise<void> {
   *   for await (const { detail } of sdk.events("networkstatus")) {
   *     if (detail.status === NetworkStatus.Connected) return;
   *   }
   * }
   * ```
   */
  events<Type extends ImSdkEventType>(
    type: Type,
    options: RequestOptions = {},
  ): AsyncIterableIterator<ImSdkEventMap[Type]> {
    if (!isEventType(type)) throw new TypeError(`There is no event "${type}"`);
    const signal = checkSignal(options);
    this.#assertOpen("listen");

    const onEvent = (event: ImSdkEventMap[Type]): void => iterator.push(event);
    const onAbort = (): void => iterator.fail(signal?.reason);
    const iterator = new EventIterator<ImSdkEventMap[Type]>(() => {
      this.removeEventListener(type, onEvent);
      this.#iterators.delete(iterator);
      signal?.removeEventListener("abort", onAbort);
    });
    this.addEventListener(type, onEvent);
    this.#iterators.add(iterator);
    signal?.addEventListener("abort", onAbort, { once: true });
    return iterator;
  }

  #startLogin(userId: string, userSig: UserSigSource, isRenewal = false): LoginAttempt {
    const work = async (cancellation: Cancellation): Promise<void> => {
      try {
        if (this.#transition) await this.#afterTransition(cancellation);
        if (!this.#native.isInitialised) await this.#initialise();
        cancellation.throwIfCancelled();
        // A logout that this login has waited for may have failed.
        if (this.#isLoggedIn(userId)) return;
        await this.#loginBySource(attempt, cancellation);
        // It may have been ended since its answer has arrived, and the library is restarting.
        cancellation.throwIfCancelled();
        this.#userId = userId;
        this.#userSig = userSig;
        this.#isSigExpired = false;
      } catch (error) {
        // A login that the library has not answered goes on in there, and must not succeed unseen.
        if (this.#login === attempt && attempt.isNative && isTimeout(error)) this.#restart();
        throw error;
      }
    };
    const attempt: LoginAttempt = {
      userId,
      userSig,
      isNative: false,
      isEnded: false,
      isRenewal,
      task: new SharedTask(work, {
        onEnd: () => {
          if (this.#login === attempt) this.#login = undefined;
        },
        onAbandoned: (reason) => {
          if (this.#login === attempt) this.#endLogin(reason);
        },
      }),
    };
    return attempt;
  }

  /** Logs in by the sig that the source gives, and if that has expired, by another one. */
  async #loginBySource(attempt: LoginAttempt, cancellation: Cancellation): Promise<void> {
    const { userId, userSig } = attempt;
    const sig = await userSig.ask(userId, cancellation);
    attempt.isNative = true;
    try {
      await this.#native.login(userId, sig, cancellation);
    } catch (error) {
      cancellation.throwIfCancelled();
      if (!isSigExpired(error) || !userSig.isRenewable) throw error;
      attempt.isNative = false;
      const another = await userSig.ask(userId, cancellation);
      if (another === sig) throw error;
      attempt.isNative = true;
      await this.#native.login(userId, another, cancellation);
    }
  }

  /** Logs the user in again whose sig has expired, if there is a way to a new one. */
  #renew(): void {
    const userId = this.#userId;
    if (userId === undefined || !this.#userSig?.isRenewable) return;
    if (this.#login || this.#logout) return;
    const renewal = this.#login = this.#startLogin(userId, this.#userSig, true);
    renewal.task.join().then(
      () => this.#dispatch("usersigrenewed", { userId }),
      (error) => {
        if (renewal.isEnded) return;
        this.#userId = undefined;
        this.#endUnwantedLogin();
        this.#dispatch("sessionlost", { userId, error });
      },
    );
  }

  #endLogin(reason: unknown): void {
    const login = this.#login;
    if (login === undefined) return;
    this.#login = undefined;
    login.isEnded = true;
    login.task.cancel(reason);
    if (login.isNative && !this.#isClosed) this.#restart();
  }

  #startLogout(): SharedTask {
    const before = this.#transition;
    const work = async (cancellation: Cancellation): Promise<void> => {
      try {
        if (before) await before;
        cancellation.throwIfCancelled();
        if (!this.#native.isInitialised) await this.#initialise();
        await this.#native.request("TIMLogout", [], cancellation);
        this.#userId = undefined;
      } catch (error) {
        // Who is logged in now? A restart makes sure that nobody is.
        if (isTimeout(error)) this.#restart();
        throw error;
      }
    };
    const task = new SharedTask(work, {
      onEnd: () => {
        if (this.#logout === task) this.#logout = undefined;
      },
    });
    this.#setTransition(task.join());
    return task;
  }

  async #close(): Promise<void> {
    const reason = (what: string): DOMException => ended(what, "close()");
    this.#endLogin(reason("The login"));
    this.#logout?.cancel(reason("The logout"));
    this.#connection.end(reason("The wait for the connection"));
    this.#native.endCalls(reason("The call"));
    for (const iterator of [...this.#iterators]) iterator.end();
    this.#userId = undefined;
    try {
      await this.#transition;
      await this.#native.uninitialise();
    } finally {
      this.#dispose();
    }
  }

  #dispose(): void {
    this.#stopOnStray();
    for (const stop of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
    this.#keepAlive.release();
    this.#native.release();
  }

  /** Ends what the library is doing, which nothing but uninitialising it can do at once. */
  #restart(): void {
    this.#userId = undefined;
    this.#connection.reset();
    this.#native.endCalls(ended("The call", "the end of a login under way"));
    this.#restarts++;
    const before = this.#transition;
    const restart = async (): Promise<void> => {
      try {
        await before;
        await this.#native.uninitialise();
        if (!this.#isClosed) await this.#initialise();
      } catch {
        // The next call tries to initialise the library once more, and tells its caller.
      } finally {
        this.#restarts--;
      }
    };
    this.#setTransition(restart());
  }

  /** Has whatever changes the library's state from now on wait for this. */
  #setTransition(work: Promise<void>): void {
    const end = (): void => {
      if (this.#transition === transition) this.#transition = undefined;
    };
    const transition = this.#transition = work.then(end, end);
  }

  #initialise(): Promise<void> {
    return this.#native.initialise(() => {
      this.#assertOpen("initialise the library");
      const own = ["networkstatus", "kickedoffline", "usersigexpired"] as const;
      const types = new Set([...this.#subscriptions.keys(), ...own]);
      for (const type of types) this.#listenIfExported(type);
    });
  }

  #subscribe(type: NativeEventType): void {
    if (this.#subscriptions.has(type)) return;
    // A library that is on its way down must not be called; it's told when it's up again.
    if (this.#mayAskLibrary()) this.#listen(type);
    else this.#subscriptions.set(type, () => {});
  }

  /**
   * For what the session itself wants to know, and what a listener was added for while the library
   * was not to be called: a version of the library may not tell it.
   */
  #listenIfExported(type: NativeEventType): void {
    try {
      this.#listen(type);
    } catch (error) {
      if (!(error instanceof LibraryLoadError)) throw error;
      this.#subscriptions.delete(type);
    }
  }

  #listen<Type extends NativeEventType>(type: Type): void {
    this.#subscriptions.get(type)?.();
    const stop = subscribe(
      type,
      this.#native.library,
      (detail) => this.#emit(type, detail),
      (text) => this.#native.withoutSecrets(text),
    );
    this.#subscriptions.set(type, stop);
  }

  /** Takes what the library has sent. */
  #emit<Type extends NativeEventType>(type: Type, detail: ImSdkEventMap[Type]["detail"]): void {
    if (this.#isClosed) return;
    if (type === "kickedoffline") {
      this.#userId = undefined;
      // Nobody who was sent away comes back unasked.
      if (this.#login?.isRenewal) this.#endLogin(ended("The login", "kickedoffline"));
    }
    if (type === "usersigexpired") this.#isSigExpired = true;
    if (type === "networkstatus") this.#connection.update((detail as NetworkStatusDetail).status);
    this.#dispatch(type, detail);
    // A listener that has logged in by itself has been faster.
    if (type === "usersigexpired") this.#renew();
  }

  #dispatch<Type extends ImSdkEventType>(type: Type, detail: ImSdkEventMap[Type]["detail"]): void {
    if (!this.#isClosed) this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * Whether the library can tell where it is. While it restarts, nobody is logged in, and TIMUninit
   * may be running on another thread.
   */
  #mayAskLibrary(): boolean {
    return !this.#isClosed && this.#restarts === 0 && this.#native.isInitialised;
  }

  /** Whether a login as this user would find the user logged in. Another user's is refused. */
  #isLoggedIn(userId: string): boolean {
    if (this.#userId === undefined || this.#logout || !this.#mayAskLibrary()) return false;
    if (this.#native.loginStatus === LoginStatus.LoggedOut) return false;
    if (this.#userId !== userId) throw alreadyBusy(userId, `"${this.#userId}" is logged in`);
    return !this.#isSigExpired;
  }

  /** The answer that nobody waited for may have been that of a login which was ended long ago. */
  #endUnwantedLogin(): void {
    if (this.#isClosed || this.#userId !== undefined || this.#login || this.#logout) return;
    if (this.loginStatus === LoginStatus.LoggedIn) this.#logout = this.#startLogout();
  }

  async #afterTransition(cancellation: Cancellation): Promise<void> {
    const { promise: cancelled, reject } = deferred<never>();
    cancellation.onCancel(reject);
    while (this.#transition) await Promise.race([this.#transition, cancelled]);
    cancellation.onCancel(undefined);
    // A session that is being closed must not set up the library, which may be another's next.
    cancellation.throwIfCancelled();
  }

  #assertOpen(action: string): void {
    if (!this.#isClosed) return;
    throw new DOMException(`Cannot ${action}: the session is closed`, "InvalidStateError");
  }
}

function alreadyBusy(userId: string, present: string): DOMException {
  return new DOMException(
    `Cannot log in as "${userId}": ${present}. Call logout() first.`,
    "InvalidStateError",
  );
}

function ended(what: string, by: string): DOMException {
  return new DOMException(`${what} was ended by ${by}`, "AbortError");
}

/** Whether a login has failed by a sig that was good once, so that another one may do. */
function isSigExpired(error: unknown): boolean {
  const ERR_USER_SIG_EXPIRED = 6206;
  const ERR_SVR_ACCOUNT_USERSIG_EXPIRED = 70001;
  return error instanceof ImSdkError &&
    [ERR_USER_SIG_EXPIRED, ERR_SVR_ACCOUNT_USERSIG_EXPIRED].includes(error.code);
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

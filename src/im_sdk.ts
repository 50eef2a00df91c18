/**
 * The login session.
 *
 * @module
 */

import { KeepAlive } from "../ffi/base/keep_alive.ts";
import { type Cancellation, onAbort } from "../ffi/base/waiting.ts";
import { captureCallSite, errorAt } from "../ffi/errors/call_site.ts";
import { LibraryLoadError } from "../ffi/errors/library_load_error.ts";
import { ImSdkError } from "../ffi/errors/im_sdk_error.ts";
import type { SessionConfig } from "./configuration.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { LoginStatus } from "./enums.ts";
import { EventIterator } from "./event_iterator.ts";
import {
  checkEventType,
  type ImSdkEventListener,
  type ImSdkEventMap,
  type ImSdkEventType,
  isNativeEventType,
  type NativeEventType,
  type NetworkStatusDetail,
  subscribe,
} from "./events.ts";
import { type LoginAttempt, LoginState, type User } from "./login_state.ts";
import { acquireLibrary, type OwnedLibrary } from "./owned_library.ts";
import { NativeSession } from "./native_session.ts";
import type { OpenOptions, RequestOptions } from "./open_options.ts";
import { checkOptions, checkSignal, checkUserId } from "./options.ts";
import type { SessionApi } from "../ffi/generated/functions.ts";
import { SharedTask } from "./shared_task.ts";
import { type Clock, RenewalSchedule } from "./user_sig/renewal_schedule.ts";
import { type UserSigFunction, UserSigSource } from "./user_sig/user_sig_source.ts";

/**
 * Unsubscribes. `undefined` while the library cannot be called; the next initialisation subscribes.
 */
type Subscription = (() => void) | undefined;

/** A listener as `EventTarget` takes it. Not every runtime's types have a name for that. */
type AnyListener = Parameters<EventTarget["addEventListener"]>[1];

/**
 * Opens a session on a library that is there already; {@linkcode ImSdk} has no constructor for
 * anybody else.
 *
 * @param clock Measures the pauses between renewals; by default it is that of this machine.
 */
export let openSession: (
  owned: OwnedLibrary,
  config: SessionConfig,
  clock?: Clock,
) => Promise<ImSdk>;

/**
 * A session with Tencent Cloud IM: the native library, initialised for one app, and the user who is
 * logged in on it. It keeps the process alive until it is closed, as an open socket does.
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
  readonly #state = new LoginState();
  readonly #connection = new Connection();
  readonly #stopHearingStrays: () => void;

  readonly #clock: Clock | undefined;
  #renewals: RenewalSchedule;

  /** The subscriptions to the library's events, by type. */
  readonly #subscriptions = new Map<NativeEventType, Subscription>();
  readonly #iterators = new Set<{ end(): void }>();

  /** Settles after every pending logout and restart. A login starts only then. */
  #transition: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(native: NativeSession, clock: Clock | undefined) {
    super();
    // Without types, anybody can call it.
    if (!(native instanceof NativeSession)) {
      throw new TypeError(
        "Cannot open the session: ImSdk has no constructor of its own. " +
          "Use await ImSdk.open({ sdkAppId }).",
      );
    }
    this.#native = native;
    this.#clock = clock;
    this.#renewals = new RenewalSchedule(clock);
    this.api = native.api;
    this.sdkVersion = native.sdkVersion;
    this.#stopHearingStrays = native.library.bridge.onStray(() => this.#endUnwantedLogin());
    this.#keepAlive.hold();
    native.onReplaced(() => this.close());
  }

  /**
   * Loads the native library and initialises it (C: `TIMSetConfig`, `callExperimentalAPI` for a
   * `customServer`, `TIMInit`).
   *
   * @param options The app's id, and how to set up the library.
   * @returns The session, with nobody logged in.
   * @throws {TypeError} An option is missing or of the wrong type.
   * @throws {RangeError} A number is out of range.
   * @throws {LibraryLoadError} The library is not there, or can't be loaded.
   * @throws {ImSdkError} The library refuses to be initialised, such as by `TIM_ERR_PARAM` (-4).
   * @throws {DOMException} `InvalidStateError`: a session is open on this library, or on this data
   * directory, already; or somebody else in this process has initialised the library.
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
    const site = captureCallSite(ImSdk.open);
    const config = checkOptions(options);
    const owned = await acquireLibrary(config);
    try {
      return await openSession(owned, config);
    } catch (error) {
      throw errorAt(site, error);
    }
  }

  static {
    openSession = async (owned, config, clock) => {
      const sdk: ImSdk = new ImSdk(
        new NativeSession(
          owned,
          config,
          (name) => sdk.#assertCallable(name),
          () => sdk.#connection.failure,
        ),
        clock,
      );
      try {
        await sdk.#initialise();
        return sdk;
      } catch (error) {
        sdk.#dispose();
        throw error;
      }
    };
  }

  /** The version of the native library (C: `TIMGetSDKVersion`). */
  readonly sdkVersion: string;

  /**
   * Every other function of the native library, under its C name. One that answers by a callback
   * returns a Promise of the answer, parsed from its JSON, where integers beyond 2^53 are bigint. Of
   * a function that writes an id into a buffer, the Promise has the id as a property from the
   * beginning. {@linkcode CallOptions} follow C's arguments. Most functions are for a user who is
   * logged in.
   *
   * Each throws, or rejects with:
   * - a `TypeError` or `RangeError` when C could not take an argument,
   * - {@linkcode LibraryLoadError} when this version of the library lacks the function,
   * - {@linkcode ImSdkError} when the library refuses, such as by `ERR_SDK_NOT_LOGGED_IN` (6014),
   * - a `DOMException`: `TimeoutError` when there is no answer within `callTimeout`, or `timeout` if
   *   that is less; `AbortError` when `close()`, or the end of a login under way, has ended the call;
   *   `InvalidStateError` when the session is closed, or the library is restarting because a login
   *   was ended,
   * - the signal's reason.
   *
   * @example Sending a message
   * ```ts
   * import type { ImSdk } from "@imsdk/ffi";
   * import { TIMConvType, TIMElemType } from "@imsdk/ffi/native";
   *
   * export async function send(sdk: ImSdk, userId: string, text: string): Promise<void> {
   *   const sending = sdk.api.TIMMsgSendMessage(userId, TIMConvType.kTIMConv_C2C, {
   *     message_elem_array: [{ elem_type: TIMElemType.kTIMElem_Text, text_elem_content: text }],
   *   });
   *   console.log("sending", sending.message_id_buffer);
   *   const { result } = await sending;
   *   console.log("sent at", result.message_server_time);
   * }
   * ```
   */
  readonly api: SessionApi;

  /**
   * The login status (C: `TIMGetLoginStatus`). It is `LoggingIn` as soon as {@linkcode ImSdk.login}
   * is called, a little earlier than in the library.
   */
  get loginStatus(): LoginStatus {
    const { status } = this.#state;
    return status === LoginStatus.LoggedIn && this.#hasLibraryLoggedOut()
      ? LoginStatus.LoggedOut
      : status;
  }

  /** The user who is logged in, or `null` when nobody is (C: `TIMGetLoginUserID`). */
  get loginUserId(): string | null {
    return this.#state.library === "up" ? this.#native.loginUserId : null;
  }

  /** The state of the connection to the vendor's service, as of the last `networkstatus` event. */
  get connectionState(): ConnectionState {
    return this.#connection.state;
  }

  /**
   * Waits until the connection to the vendor's service is established. The library connects by
   * itself from `open()` on, and reconnects when the connection is lost.
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
    const signal = checkSignal("wait for the connection", options);
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
   * White space around a sig is dropped. Unless there is a `customServer`, a sig that is another
   * user's or another app's is refused at once, without the service.
   * @param options A signal that ends the wait.
   * @throws {TypeError} An argument is of the wrong type, or is text that C can't carry, or the sig
   * is the app's secret key.
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
    const source = new UserSigSource(userId, userSig, this.#native.sigRules);
    const signal = checkSignal("log in", options);
    this.#assertOpen("log in");

    if (this.#hasLibraryLoggedOut()) this.#state.userLost();
    this.#assertNoOtherUser(userId);
    const { attempt } = this.#state;
    if (attempt) {
      if (source.isRenewable) attempt.userSig = source;
    } else if (this.#state.isLoggedIn(userId)) {
      if (source.isRenewable) this.#state.userSigReplaced(source);
      return;
    }
    const site = captureCallSite(ImSdk.prototype.login);
    try {
      await (attempt ?? this.#startLogin(userId, source)).task.join(signal);
    } catch (error) {
      throw errorAt(site, error);
    }
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
    const signal = checkSignal("log out", options);
    this.#assertOpen("log out");
    const site = captureCallSite(ImSdk.prototype.logout);
    this.#cancelLogin(ended("The login", "logout()"));
    try {
      await (this.#state.logout ?? this.#startLogout()).join(signal);
    } catch (error) {
      throw errorAt(site, error);
    }
  }

  /**
   * Ends the session (C: `TIMUninit`): everything pending rejects with an `AbortError`, iterators
   * end, and the session no longer keeps the process alive. Closing again is a no-op. `await using`
   * closes the session at the end of the block.
   *
   * @throws {DOMException} `TimeoutError`: the library has not shut down within `callTimeout`. The
   * session is closed nevertheless.
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
    if (this.#closing === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      // Set before closing, because that may run a user's listener that calls close() again.
      this.#closing = promise;
      resolve(this.#close());
    }
    return this.#closing;
  }

  /** The same as {@linkcode ImSdk.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Keeps the process alive until the session is closed. This is the default.
   *
   * @returns The session.
   *
   * @example Keeping the process alive during some work
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
    if (this.#state.library !== "closed") this.#keepAlive.hold();
    return this;
  }

  /**
   * Lets the process end while the session is open, if nothing else keeps the process alive.
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
   * Listens for an event. The session subscribes to the library's event when a type gets its first
   * listener.
   *
   * @param type The type of the event.
   * @param listener Called for each event, in order, never inside a callback of the library.
   * @param options Those of every `EventTarget`.
   * @throws {LibraryLoadError} This version of the library lacks the event. This cannot be checked,
   * so nothing is thrown, while the library restarts after a login was ended.
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
    checkEventType(type);
    if (this.#state.library !== "closed" && isNativeEventType(type)) this.#subscribe(type);
    super.addEventListener(type, listener as AnyListener, options);
  }

  /**
   * Removes a listener that {@linkcode ImSdk.addEventListener} has added.
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
   * The events of one type from now on, as an async iterator. Events are queued until they are
   * taken, so none is lost. The iteration ends when the session is closed.
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
    checkEventType(type);
    const signal = checkSignal("listen", options);
    this.#assertOpen("listen");

    const onEvent = (event: ImSdkEventMap[Type]): void => iterator.push(event);
    const iterator = new EventIterator<ImSdkEventMap[Type]>(() => {
      this.removeEventListener(type, onEvent);
      this.#iterators.delete(iterator);
      stopListening?.();
    });
    this.addEventListener(type, onEvent);
    this.#iterators.add(iterator);
    const stopListening = signal && onAbort(signal, (reason) => iterator.fail(reason));
    return iterator;
  }

  #startLogin(userId: string, userSig: UserSigSource, isRenewal = false): LoginAttempt {
    const work = async (cancellation: Cancellation): Promise<void> => {
      try {
        if (this.#transition) await this.#untilNoTransition(cancellation);
        if (this.#state.library === "down") await this.#initialise();
        cancellation.throwIfCancelled();
        // A logout that this login has waited for may have failed.
        this.#assertNoOtherUser(userId);
        if (this.#state.isLoggedIn(userId)) return;
        await this.#loginBySource(attempt, cancellation);
        // The attempt may have been cancelled after its answer arrived. Then the library restarts.
        cancellation.throwIfCancelled();
        this.#state.loginSucceeded(attempt);
        if (!isRenewal) this.#renewals = new RenewalSchedule(this.#clock);
      } catch (error) {
        // After a timeout the library is still logging in. Without a restart that could succeed
        // unnoticed.
        if (this.#state.attempt === attempt && attempt.isNative && isTimeout(error)) {
          this.#restart();
        }
        throw error;
      }
    };
    const attempt: LoginAttempt = {
      userId,
      userSig,
      isAsking: false,
      isNative: false,
      isCancelled: false,
      isRenewal,
      task: new SharedTask(work, {
        onEnd: () => {
          this.#state.loginEnded(attempt);
          // It may have ended a pause before a renewal. If it has got no sig, the renewal goes on.
          if (!isRenewal && attempt.isAsking) this.#renew();
        },
        onAbandoned: (reason) => {
          if (this.#state.attempt === attempt) this.#cancelLogin(reason);
        },
      }),
    };
    this.#state.loginStarted(attempt);
    return attempt;
  }

  /** Logs in with a sig of the attempt's source. If it has expired, retries once with a new one. */
  async #loginBySource(attempt: LoginAttempt, cancellation: Cancellation): Promise<void> {
    const { userId } = attempt;
    const ask = async (): Promise<string> => {
      attempt.isAsking = true;
      const sig = await attempt.userSig.ask(cancellation);
      attempt.isAsking = false;
      return sig;
    };
    const sig = await ask();
    attempt.isNative = true;
    try {
      await this.#native.login(userId, sig, cancellation);
    } catch (error) {
      cancellation.throwIfCancelled();
      if (!isSigExpired(error) || !attempt.userSig.isRenewable) throw error;
      attempt.isNative = false;
      const another = await ask();
      if (another === sig) throw error;
      attempt.isNative = true;
      await this.#native.login(userId, another, cancellation);
    }
  }

  /**
   * Logs the user in again after the sig has expired, if there is a function to ask for a new one:
   * at once, or after a pause when the last renewal was a short time ago.
   */
  #renew(): void {
    const { user, attempt, logout, isInPause } = this.#state;
    if (!user?.isSigExpired || !user.userSig.isRenewable) return;
    if (attempt || logout || isInPause) return;
    const endPause = this.#renewals.next(() => this.#startRenewal(user));
    if (endPause) this.#state.renewalPaused(endPause);
  }

  #startRenewal({ userId, userSig }: User): void {
    const renewal = this.#startLogin(userId, userSig, true);
    renewal.task.join().then(
      () => {
        this.#renewals.succeeded();
        this.#dispatch("usersigrenewed", { userId });
      },
      (error) => {
        if (renewal.isCancelled) return;
        // What the library has refused is not tried again.
        if (renewal.isAsking && this.#renewals.failed()) return this.#renew();
        this.#state.userLost();
        this.#endUnwantedLogin();
        this.#dispatch("sessionlost", { userId, error });
      },
    );
  }

  /** Cancels the pending login, if there is one. */
  #cancelLogin(reason: unknown): void {
    const { attempt } = this.#state;
    if (attempt === undefined) return;
    this.#state.loginEnded(attempt);
    attempt.isCancelled = true;
    attempt.task.cancel(reason);
    if (attempt.isNative && this.#state.library !== "closed") this.#restart();
  }

  #startLogout(): SharedTask {
    const before = this.#transition;
    let isLoggedOut = false;
    const work = async (cancellation: Cancellation): Promise<void> => {
      try {
        if (before) await before;
        cancellation.throwIfCancelled();
        if (this.#state.library === "down") await this.#initialise();
        await this.#native.logout(cancellation);
        isLoggedOut = true;
      } catch (error) {
        // Whether the user is logged in is unknown now. After a restart, nobody is.
        if (isTimeout(error)) this.#restart();
        throw error;
      }
    };
    const task = new SharedTask(work, { onEnd: () => this.#state.logoutEnded({ isLoggedOut }) });
    this.#state.logoutStarted(task);
    this.#setTransition(task.join());
    return task;
  }

  async #close(): Promise<void> {
    const reason = (what: string): DOMException => ended(what, "close()");
    this.#state.closed();
    this.#cancelLogin(reason("The login"));
    this.#state.logout?.cancel(reason("The logout"));
    this.#connection.end(reason("The wait for the connection"));
    this.#native.endCalls(reason("The call"));
    for (const iterator of [...this.#iterators]) iterator.end();
    try {
      await this.#transition;
      await this.#native.uninitialise();
    } finally {
      this.#dispose();
    }
  }

  #dispose(): void {
    this.#stopHearingStrays();
    for (const stop of this.#subscriptions.values()) stop?.();
    this.#subscriptions.clear();
    this.#keepAlive.release();
    this.#native.release();
  }

  /**
   * Uninitialises the library and initialises it again. Nothing else ends a pending login at once.
   */
  #restart(): void {
    this.#state.libraryRestarting();
    this.#connection.reset();
    this.#native.endCalls(ended("The call", "the end of a login under way"));
    const before = this.#transition;
    const restart = async (): Promise<void> => {
      try {
        await before;
        await this.#native.uninitialise();
        if (this.#state.library !== "closed") await this.#initialise();
      } catch {
        // The next login or logout retries the initialisation, and its caller gets the error.
        this.#state.libraryDown();
      }
    };
    this.#setTransition(restart());
  }

  /** Makes later logins, logouts and restarts wait for this work. */
  #setTransition(work: Promise<void>): void {
    const end = (): void => {
      if (this.#transition === transition) this.#transition = undefined;
    };
    const transition = this.#transition = work.then(end, end);
  }

  async #initialise(): Promise<void> {
    await this.#native.initialise(() => {
      this.#assertOpen("initialise the library");
      const own = ["networkstatus", "kickedoffline", "usersigexpired"] as const;
      const types = new Set([...this.#subscriptions.keys(), ...own]);
      for (const type of types) this.#listenIfExported(type);
    });
    this.#state.libraryUp();
  }

  #subscribe(type: NativeEventType): void {
    if (this.#subscriptions.has(type)) return;
    // A library that is being uninitialised must not be called. The next initialisation subscribes.
    if (this.#state.library === "up") this.#listen(type);
    else this.#subscriptions.set(type, undefined);
  }

  /**
   * Subscribes to an event, unless this version of the library lacks it. For events that the
   * session itself needs, and for listeners that were added while the library could not be called.
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

  /** Handles an event from the library. */
  #emit<Type extends NativeEventType>(type: Type, detail: ImSdkEventMap[Type]["detail"]): void {
    if (this.#state.library === "closed") return;
    if (type === "kickedoffline") {
      this.#state.userLost();
      // The user has logged in on another device. A renewal here would kick that one out.
      if (this.#state.attempt?.isRenewal) this.#cancelLogin(ended("The login", "kickedoffline"));
    }
    if (type === "usersigexpired") this.#state.sigExpired();
    if (type === "networkstatus") this.#connection.update(detail as NetworkStatusDetail);
    this.#dispatch(type, detail);
    // After the listeners, because one may have started a login. Then there is nothing to renew.
    if (type === "usersigexpired") this.#renew();
  }

  #dispatch<Type extends ImSdkEventType>(type: Type, detail: ImSdkEventMap[Type]["detail"]): void {
    if (this.#state.library !== "closed") this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Whether the library has logged the user out without sending an event. */
  #hasLibraryLoggedOut(): boolean {
    return this.#state.status === LoginStatus.LoggedIn && this.#state.library === "up" &&
      this.#native.loginStatus === LoginStatus.LoggedOut;
  }

  /** Handles a stray callback: it may be the late success of a cancelled login, so log out. */
  #endUnwantedLogin(): void {
    if (!this.#state.isIdle || this.#native.loginStatus !== LoginStatus.LoggedIn) return;
    this.#startLogout();
  }

  async #untilNoTransition(cancellation: Cancellation): Promise<void> {
    while (this.#transition) await cancellation.unlessCancelled(this.#transition);
    // A session that is being closed must not initialise the library: another session may use it
    // next.
    cancellation.throwIfCancelled();
  }

  #assertOpen(action: string): void {
    if (this.#state.library !== "closed") return;
    throw new DOMException(
      `Cannot ${action}: the session is closed. Open a new one.`,
      "InvalidStateError",
    );
  }

  #assertNoOtherUser(userId: string): void {
    const obstacle = this.#state.obstacleTo(userId);
    if (obstacle === undefined) return;
    throw new DOMException(
      `Cannot log in as "${userId}": ${obstacle}. Call logout() first.`,
      "InvalidStateError",
    );
  }

  #assertCallable(name: string): void {
    this.#assertOpen(`call ${name}`);
    const { library } = this.#state;
    if (library === "up") return;
    const state = library === "restarting"
      ? "the library is restarting, because a login was ended. Try again in a moment."
      : "the library could not be initialised again. Call login() or logout() to retry.";
    throw new DOMException(`Cannot call ${name}: ${state}`, "InvalidStateError");
  }
}

function ended(what: string, by: string): DOMException {
  return new DOMException(`${what} was ended by ${by}`, "AbortError");
}

/** Whether a login has failed because the sig has expired, so that a new one may succeed. */
function isSigExpired(error: unknown): boolean {
  const ERR_USER_SIG_EXPIRED = 6206;
  const ERR_SVR_ACCOUNT_USERSIG_EXPIRED = 70001;
  return error instanceof ImSdkError &&
    [ERR_USER_SIG_EXPIRED, ERR_SVR_ACCOUNT_USERSIG_EXPIRED].includes(error.code);
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

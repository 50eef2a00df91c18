/**
 * The native library as one session uses it: claimed, initialised, asked, and uninitialised.
 *
 * @module
 */

import { Cancellation, isSettledWithin, timeoutError } from "../ffi/base/waiting.ts";
import { createApi } from "../ffi/calls/api.ts";
import { Deadlines } from "../ffi/calls/deadlines.ts";
import type { Library } from "../ffi/calls/library.ts";
import type { Reply } from "../ffi/calls/reply.ts";
import { Requests } from "../ffi/calls/requests.ts";
import { ImSdkError } from "../ffi/errors/im_sdk_error.ts";
import { LibraryLoadError } from "../ffi/errors/library_load_error.ts";
import { errorNames } from "../ffi/generated/error_names.ts";
import type { NativeApi, SessionApi } from "../ffi/generated/functions.ts";
import {
  customServerJson,
  initialisationJson,
  type SessionConfig,
  settingsJson,
} from "./configuration.ts";
import type { OwnedLibrary } from "./owned_library.ts";
import { changeTexts } from "./secrets.ts";
import { createSessionApi } from "./session_api.ts";
import { sigHint } from "./user_sig/sig_errors.ts";
import type { SigRules } from "./user_sig/user_sig_source.ts";

/** The longest wait for the library to confirm its settings. */
const SETTINGS_LIMIT_MS = 100;

/** An instance of the library, for as long as a session is open on it. */
export class NativeSession {
  /** The loaded library. */
  readonly library: Library;

  /** The functions that a user may call, as {@linkcode ImSdk.api} has them. */
  readonly api: SessionApi;

  /** C: `TIMGetSDKVersion`. */
  readonly sdkVersion: string;

  readonly #native: NativeApi;
  readonly #owned: OwnedLibrary;
  readonly #config: SessionConfig;
  readonly #networkFailure: () => Error | undefined;
  readonly #deadlines: Deadlines;
  /** Those of the session itself, which ends each by its own cancellation. */
  readonly #requests: Requests;
  /** Those of the user, which end with the library. */
  readonly #userRequests: Requests;
  #isInitialised = false;
  #isReleased = false;
  /** A TIMUninit that has not returned: in a library that hangs, it never does. */
  #uninitialising: Promise<void> | undefined;
  /** The last sigs that the library was given, to be taken out of whatever it says. */
  #userSigs: readonly string[] = [];

  /**
   * @param owned The library.
   * @param config The options of the session.
   * @param check Called before the user calls a function; it throws if that must not be.
   * @param networkFailure What the connection has last told of a failure.
   */
  constructor(
    owned: OwnedLibrary,
    config: SessionConfig,
    check: (name: string) => void,
    networkFailure: () => Error | undefined,
  ) {
    const deadlines = new Deadlines(config.callTimeout);
    const policy = { deadlines, failure: (api: string, reply: Reply) => this.#failure(api, reply) };
    const { library } = owned;
    this.library = library;
    this.#owned = owned;
    this.#config = config;
    this.#networkFailure = networkFailure;
    this.#deadlines = deadlines;
    this.#requests = new Requests(library.bridge, policy);
    this.#userRequests = new Requests(library.bridge, policy);
    this.#native = createApi(library);
    this.api = createSessionApi(library, this.#userRequests, check);
    this.sdkVersion = this.#native.TIMGetSDKVersion() ?? "";
  }

  /** What the session asks of sigs: those of a custom server may be of a format of its own. */
  get sigRules(): SigRules {
    const { callTimeout, customServer, sdkAppId } = this.#config;
    return { callTimeout, sdkAppId: customServer ? undefined : sdkAppId };
  }

  /**
   * C: `TIMGetLoginStatus`. Only for a library that is initialised; `undefined` where this version
   * lacks the function, because the session can do without.
   */
  get loginStatus(): number | undefined {
    try {
      return this.#native.TIMGetLoginStatus();
    } catch (error) {
      if (error instanceof LibraryLoadError) return undefined;
      throw error;
    }
  }

  /** C: `TIMGetLoginUserID`. Only for a library that is initialised. */
  get loginUserId(): string | null {
    const { result, user_id_buffer } = this.#native.TIMGetLoginUserID();
    return result === 0 && user_id_buffer !== "" ? user_id_buffer : null;
  }

  /**
   * Initialises the library (C: `TIMSetConfig`, `callExperimentalAPI`, `TIMInit`).
   *
   * @param setListeners Called in between, because the library forgets its listeners each time.
   * @throws {ImSdkError} The library refuses.
   * @throws {DOMException} `TimeoutError`: an earlier TIMUninit has not returned.
   */
  async initialise(setListeners: () => void): Promise<void> {
    await this.#uninitialised();
    const { sdkAppId, customServer } = this.#config;
    const configuring = new Cancellation();
    const configured = this.#send("TIMSetConfig", [settingsJson(this.#config)], configuring);
    // Before TIMInit, which connects at once: to the vendor's servers, if these are not known yet.
    const naming = new Cancellation();
    let refusal: unknown;
    if (customServer) {
      const servers = customServerJson(customServer);
      this.#send("callExperimentalAPI", [servers], naming).catch((error) => refusal = error);
    }
    try {
      // The real library answers before the call returns. One that does not is not waited for.
      if (!await isSettledWithin(configured, SETTINGS_LIMIT_MS)) configured.catch(() => {});
      // A refusal comes with the call. That the library has accepted the servers, it never says.
      if (refusal !== undefined) throw refusal;
    } finally {
      const settled = "The settings are made";
      configuring.cancel(settled);
      naming.cancel(settled);
    }
    setListeners();
    const code = this.#native.TIMInit(sdkAppId, initialisationJson(this.#owned.directories));
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
      this.#uninitialising = this.#native.TIMUninit().then(() => {
        this.#uninitialising = undefined;
        if (this.#isReleased) this.#owned.release();
      });
    }
    await this.#uninitialised();
  }

  /** Sets how the session is ended when this module is loaded again on the same thread. */
  onReplaced(end: () => Promise<unknown>): void {
    this.#owned.onReplaced(end);
  }

  /** Leaves the library and its data to other sessions, once it is uninitialised. */
  release(): void {
    this.#isReleased = true;
    this.#deadlines.end();
    if (!this.#uninitialising) this.#owned.release();
  }

  /**
   * C: `TIMLogin`.
   *
   * @throws {ImSdkError} The login has failed.
   * @throws {DOMException} `TimeoutError`: there is no answer within `callTimeout`.
   * @throws The reason of the cancellation.
   */
  async login(userId: string, userSig: string, cancellation: Cancellation): Promise<void> {
    const [last] = this.#userSigs;
    // The library may still speak of a sig that has just been replaced.
    if (userSig !== last) this.#userSigs = last === undefined ? [userSig] : [userSig, last];
    await this.#send("TIMLogin", [userId, userSig], cancellation);
  }

  /**
   * C: `TIMLogout`.
   *
   * @throws {ImSdkError} The logout has failed.
   * @throws {DOMException} `TimeoutError`: there is no answer within `callTimeout`.
   * @throws The reason of the cancellation.
   */
  async logout(cancellation: Cancellation): Promise<void> {
    await this.#send("TIMLogout", [], cancellation);
  }

  /** Rejects every call of the user's that is pending. */
  endCalls(reason: unknown): void {
    this.#userRequests.rejectAll(reason);
  }

  /** A text of the library's, with the user's sigs and the password of the proxy taken out. */
  withoutSecrets(text: string): string {
    const shown = this.#userSigs.reduce((safe, sig) => safe.replaceAll(sig, "[user sig]"), text);
    const password = this.#config.proxy?.password;
    return password === undefined ? shown : shown.replaceAll(password, "[proxy password]");
  }

  #send(
    name: keyof NativeApi,
    args: readonly unknown[],
    cancellation: Cancellation,
  ): Promise<Reply> {
    return this.#requests.send(this.library.bind(name), args, { cancellation }).reply;
  }

  #failure(api: string, { code, desc, result }: Reply): ImSdkError {
    const withoutSecrets = (text: string): string => this.withoutSecrets(text);
    const cause = isOfNetwork(code) ? this.#networkFailure() : undefined;
    return new ImSdkError(
      api,
      code,
      withoutSecrets(desc ?? ""),
      changeTexts(result, withoutSecrets),
      {
        ...(cause && { cause }),
        ...(api === "TIMLogin" && { hint: this.#sigHint(code) }),
      },
    );
  }

  #sigHint(code: number): string {
    const [sig] = this.#userSigs;
    if (sig === undefined || this.#config.customServer) return "";
    return sigHint(errorNames.get(code), sig);
  }

  /** Waits for a TIMUninit that has been called to return, as long as any request may take. */
  async #uninitialised(): Promise<void> {
    const { callTimeout } = this.#config;
    if (this.#uninitialising && !await isSettledWithin(this.#uninitialising, callTimeout)) {
      throw timeoutError(`TIMUninit has not returned within ${callTimeout} ms`);
    }
  }
}

/** Whether a code says that the network has failed, as a request or the login meets it. */
function isOfNetwork(code: number): boolean {
  return errorNames.get(code)?.startsWith("ERR_SDK_NET_") ?? false;
}

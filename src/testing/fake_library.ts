/**
 * The native library, made of TypeScript: it does what the session is used to, and what a test has
 * it do.
 *
 * Answers and events come in macrotasks of their own, as those of the library's threads do.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { messageOf } from "../../ffi/errors/error_text.ts";
import { ImSdkError } from "../../ffi/errors/im_sdk_error.ts";
import { libraryEvents } from "../../ffi/generated/listeners.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import { release } from "../../ffi/library_file/release.ts";
import type { FakeCallback, FakeNativeCall } from "../../ffi/runtimes/fake.ts";
import type { NativeValue } from "../../ffi/table/adapter.ts";
import {
  argumentNames,
  bufferParameters,
  isListenerSetter,
  isRequest,
} from "../../ffi/table/function_definition.ts";
import type { FunctionDefinition } from "../../ffi/table/symbol_table.ts";
import { LoginStatus, NetworkStatus } from "../enums.ts";
import type { NativeEventType, NetworkStatusDetail } from "../events.ts";
import { type Answer, tellsCode, valuesOfAnswer } from "./answer_values.ts";
import type { FakeCall } from "./answers.ts";
import { valuesOfEvent } from "./event_values.ts";
import { nativeValue } from "./native_value.ts";

/** Answers the calls of one function. */
export type Handler = (...args: readonly unknown[]) => unknown;

/** How logins fail. */
export interface LoginFailure {
  readonly code: number;
  readonly desc: string;
  /** How many more. */
  readonly times: number;
}

type Values = Readonly<Record<string, unknown>>;

const NOT_INITIALIZED = 6013;
const NOT_LOGGED_IN = 6014;

/** The code of a function that the test has not provided for: none of the vendor's. */
const NO_ANSWER = 404;
/** The code of a handler that has thrown: none of the vendor's. */
const HANDLER_FAILED = 500;

/** What a session asks now and then to learn where it stands. */
const stateFunctions: readonly string[] = [
  "TIMGetSDKVersion",
  "TIMGetLoginStatus",
  "TIMGetLoginUserID",
];

/** The functions that remove listeners, and by which those were added. */
const removers: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<FunctionDefinition>(symbols).flatMap(([name, { removedBy }]) =>
    removedBy === undefined ? [] : [[removedBy, name]]
  ),
);

/** Whether a C function removes listeners. */
export function removesListener(name: string): boolean {
  return Object.hasOwn(removers, name);
}

/** One instance of the library. */
export class FakeLibrary {
  /** What it was called for: all but listeners, and functions that ask for its state. */
  readonly calls: FakeCall[] = [];

  /** How the connection is, also after each initialisation. */
  #network: NetworkStatusDetail = { status: NetworkStatus.Connected, code: 0, desc: "" };

  /** How the next logins fail. */
  loginFailure: LoginFailure | undefined;

  readonly #handlers = new Map<string, Handler>();
  readonly #listeners = new Map<string, readonly FakeCallback[]>();
  /** How many macrotasks are to come. */
  #underWay = 0;
  #isInitialised = false;
  /** Another one after each TIMUninit: what was called before is not answered any more. */
  #life = {};
  #status: LoginStatus = LoginStatus.LoggedOut;
  #userId = "";

  /** Whether a user is logged in: also while another login, or a logout, is under way. */
  get isLoggedIn(): boolean {
    return this.#userId !== "";
  }

  /** Does what a C function does. */
  call(call: FakeNativeCall): NativeValue | Promise<NativeValue> {
    const { name, args, callbacks } = call;
    const definition: FunctionDefinition = symbols[name as keyof typeof symbols];
    // Where the library adds a listener to the others, the caller has removed the former.
    if (isListenerSetter(definition)) return void this.#listeners.set(name, callbacks);
    if (removesListener(name)) return void this.#listeners.delete(removers[name]!);
    if (!stateFunctions.includes(name)) this.calls.push({ name, args } as FakeCall);
    if (isRequest(definition)) return this.#send(call, definition);
    const result = this.#return(call, definition);
    return definition.nonblocking ? Promise.resolve(result) : result;
  }

  /** Has a handler answer all further calls of a function. */
  handle(name: string, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  /**
   * Has an event happen.
   *
   * @returns Resolves when {@linkcode FakeLibrary.settled} does.
   * @throws {TypeError} The detail is none of this event's.
   * @throws {RangeError} A number of the detail doesn't fit.
   */
  emit(type: NativeEventType, detail: unknown): Promise<void> {
    this.#callListeners(type, detail);
    if (type === "kickedoffline") this.#endLogin();
    if (type === "networkstatus") this.#network = detail as NetworkStatusDetail;
    return this.settled();
  }

  /** Does something in a macrotask of its own. */
  soon(action: () => void): void {
    this.#underWay++;
    setImmediate(() => {
      this.#underWay--;
      action();
    });
  }

  /**
   * Resolves when nothing is under way any more: when all events have been sent, and all requests
   * answered, also those that were made thereupon. Handlers that wait for something else are not
   * waited for.
   */
  async settled(): Promise<void> {
    do {
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (this.#underWay > 0);
  }

  /** Does something in a macrotask, unless TIMUninit is called before, or has been since then. */
  #soonIn(life: object, action: () => void): void {
    this.soon(() => life === this.#life && action());
  }

  // Listeners

  #callListeners(type: NativeEventType, detail: unknown): void {
    const values = valuesOfEvent(type, detail);
    this.#soonIn(this.#life, () => {
      for (const callback of this.#listeners.get(libraryEvents[type]) ?? []) callback(...values);
    });
  }

  // Functions that return their result

  #return(
    call: FakeNativeCall,
    definition: FunctionDefinition,
  ): NativeValue | Promise<NativeValue> {
    const handler = this.#handlers.get(call.name);
    const result = handler ? resultOf(call, definition, handler) : this.#usualResult(call);
    if (call.name === "TIMInit" && result === 0) this.#initialise();
    if (call.name === "TIMUninit") this.#uninitialise();
    return result;
  }

  #usualResult({ name, write }: FakeNativeCall): NativeValue {
    switch (name) {
      case "TIMGetSDKVersion":
        return release.version;
      case "TIMGetServerTime":
        return BigInt(Math.floor(Date.now() / 1000));
      case "TIMGetLoginStatus":
        return this.#status;
      case "TIMGetLoginUserID":
        write("user_id_buffer", this.#userId);
        return 0;
      default:
        return 0;
    }
  }

  #initialise(): void {
    this.#isInitialised = true;
    if (this.#network.status === NetworkStatus.Connected) {
      const connecting = { status: NetworkStatus.Connecting, code: 0, desc: "" };
      this.#callListeners("networkstatus", connecting);
    }
    this.#callListeners("networkstatus", this.#network);
  }

  #uninitialise(): void {
    this.#isInitialised = false;
    this.#life = {};
    this.#listeners.clear();
    this.#endLogin();
  }

  #endLogin(): void {
    this.#status = LoginStatus.LoggedOut;
    this.#userId = "";
  }

  // Requests

  #send(call: FakeNativeCall, definition: FunctionDefinition): number {
    const { name, args } = call;
    if (!this.#handlers.has(name) && !tellsCode(definition)) {
      return this.isLoggedIn ? NO_ANSWER : NOT_LOGGED_IN;
    }
    if (name === "TIMLogin") this.#status = LoginStatus.LoggingIn;
    if (name === "TIMLogout") this.#status = LoginStatus.LoggingOut;
    for (const { name } of bufferParameters(definition)) call.write(name, `fake-${newId()}`);

    const life = this.#life;
    this.#soonIn(life, async () => {
      const { code, values } = await this.#answerTo(name, args);
      this.#soonIn(life, () => {
        this.#follow(name, args, code === 0);
        call.callbacks.forEach((callback, index) => callback(...values[index]!));
      });
    });
    return 0;
  }

  async #answerTo(
    name: string,
    args: readonly unknown[],
  ): Promise<{ readonly code: number; readonly values: readonly NativeValue[][] }> {
    try {
      const answer = await this.#askForAnswer(name, args);
      return { code: answer.code, values: valuesOfAnswer(name, answer) };
    } catch (error) {
      const desc = `The handler that fake.answer("${name}", …) was given has failed: ` +
        messageOf(error);
      const values = valuesOfAnswer(name, { code: HANDLER_FAILED, desc, value: null });
      return { code: HANDLER_FAILED, values };
    }
  }

  /** @throws What a handler throws that is no answer. */
  async #askForAnswer(name: string, args: readonly unknown[]): Promise<Answer> {
    try {
      if (name === "TIMLogin" && this.#isInitialised) this.#throwLoginFailure();
      const handler = this.#handlers.get(name);
      const value = handler ? await handler(...args) : await this.#usualAnswer(name, args);
      if (typeof value === "number") return { code: value, desc: "", value: null };
      return { code: 0, desc: "", value };
    } catch (error) {
      if (!(error instanceof ImSdkError)) throw error;
      return { code: error.code, desc: error.desc, value: error.result };
    }
  }

  #usualAnswer(name: string, args: readonly unknown[]): unknown {
    if (name === "TIMSetConfig") return args[0];
    if (isNamingServers(name, args)) return new Promise(() => {}); // The library never answers it.
    if (!this.#isInitialised) throw new ImSdkError(name, NOT_INITIALIZED, "not initialized");
    if (name === "TIMLogin" || name === "TIMLogout") return null;
    if (!this.isLoggedIn) throw new ImSdkError(name, NOT_LOGGED_IN, "not login");
    const parameters = argumentNames(symbols[name as keyof typeof symbols]).join(", ");
    throw new ImSdkError(
      name,
      NO_ANSWER,
      `The fake has no answer for ${name}. Give it one: fake.answer("${name}", (${parameters}) => …)`,
    );
  }

  #throwLoginFailure(): void {
    const failure = this.loginFailure;
    if (failure === undefined) return;
    const { code, desc, times } = failure;
    this.loginFailure = times > 1 ? { ...failure, times: times - 1 } : undefined;
    throw new ImSdkError("TIMLogin", code, desc);
  }

  /** Takes over what a login or a logout has changed. */
  #follow(name: string, [userId]: readonly unknown[], isDone: boolean): void {
    if (name === "TIMLogin") {
      this.#userId = isDone ? String(userId) : "";
    } else if (name !== "TIMLogout") {
      return;
    } else if (isDone) {
      this.#userId = "";
    }
    this.#status = this.#userId === "" ? LoginStatus.LoggedOut : LoginStatus.LoggedIn;
  }
}

let ids = 0;

/** Never the same twice, also for another instance. */
function newId(): number {
  return ++ids;
}

/** Whether a session tells the library of its `customServer`. */
function isNamingServers(name: string, [request]: readonly unknown[]): boolean {
  return name === "callExperimentalAPI" &&
    (request as Values | null)?.request_internal_operation ===
      "internal_operation_set_custom_server_info";
}

/**
 * The result of a function without a callback, from its handler.
 *
 * @throws {TypeError} The result is of the wrong type.
 * @throws {RangeError} A number doesn't fit, or a text does not fit its buffer.
 * @throws What the handler throws.
 */
function resultOf(
  { name, args, write }: FakeNativeCall,
  definition: FunctionDefinition,
  handler: Handler,
): NativeValue | Promise<NativeValue> {
  const { result: kind, nonblocking } = definition;
  const check = (result: unknown): NativeValue =>
    kind === "void" ? undefined : nativeValue(`Cannot answer ${name}: the result`, kind, result);
  if (nonblocking) return (async () => check(await handler(...args)))();
  const given = handler(...args);
  if (bufferParameters(definition).length === 0) return check(given);
  const { result, ...texts } = (given ?? {}) as Values;
  for (const [buffer, text] of Object.entries(texts)) write(buffer, String(text));
  return check(result);
}

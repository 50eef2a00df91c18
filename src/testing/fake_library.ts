/**
 * The native library, made of TypeScript: it does what the session is used to, and what a test has
 * it do.
 *
 * Answers and events come in macrotasks of their own, as those of the library's threads do.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { callbackDefinition } from "../../ffi/calls/callback_signatures.ts";
import { stringifyJson } from "../../ffi/calls/json.ts";
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
  callbackParameters,
  isListenerSetter,
  isRequest,
} from "../../ffi/table/function_definition.ts";
import type { FunctionDefinition } from "../../ffi/table/symbol_table.ts";
import { LoginStatus, NetworkStatus } from "../enums.ts";
import type { NativeEventType, NetworkStatusDetail } from "../events.ts";
import type { FakeCall } from "./answers.ts";
import { valuesOfEvent } from "./event_values.ts";

/** Answers the calls of one function. */
export type Handler = (...args: readonly unknown[]) => unknown;

/** What a request is answered. */
interface Answer {
  readonly code: number;
  readonly desc: string;
  readonly value: unknown;
}

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

/** One instance of the library. */
export class FakeLibrary {
  /** What it was called for: all but listeners, and functions that ask for its state. */
  readonly calls: FakeCall[] = [];

  /** How the connection is now, and after each initialisation. */
  network: NetworkStatusDetail = { status: NetworkStatus.Connected, code: 0, desc: "" };

  /** How the next logins fail. */
  loginFailure: LoginFailure | undefined;

  readonly #handlers = new Map<string, Handler>();
  readonly #listeners = new Map<string, Set<FakeCallback>>();
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
    const { name, args } = call;
    const definition: FunctionDefinition = symbols[name as keyof typeof symbols];
    if (isListenerSetter(definition)) return this.#setListener(call, definition);
    if (name in removers) return void this.#listeners.delete(removers[name]!);
    if (!stateFunctions.includes(name)) this.calls.push({ name, args } as FakeCall);
    if (isRequest(definition)) return this.#send(call, definition);
    const result = this.#return(call, definition);
    return definition.nonblocking ? Promise.resolve(result) : result;
  }

  /** Has a handler answer all further calls of a function. */
  handle(name: string, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  /** Logs the user out, of the library's own accord. */
  endLogin(): void {
    this.#status = LoginStatus.LoggedOut;
    this.#userId = "";
  }

  /**
   * Calls the listeners of an event.
   *
   * @returns Resolves when {@linkcode FakeLibrary.settled} does.
   * @throws {TypeError} The detail is none of this event's.
   */
  emit(type: NativeEventType, detail: unknown): Promise<void> {
    const values = valuesOfEvent(type, detail);
    this.soon(() => {
      for (const callback of this.#listeners.get(libraryEvents[type]) ?? []) callback(...values);
    });
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

  // Listeners

  #setListener({ name, callbacks }: FakeNativeCall, { removedBy }: FunctionDefinition): undefined {
    // Some functions add a listener, and the others replace the one that there is.
    const former = removedBy === undefined ? [] : this.#listeners.get(name) ?? [];
    this.#listeners.set(name, new Set([...former, ...callbacks]));
  }

  // Functions that return their result

  #return(
    call: FakeNativeCall,
    definition: FunctionDefinition,
  ): NativeValue | Promise<NativeValue> {
    const usual = this.#usualResult(call);
    const handler = this.#handlers.get(call.name);
    if (handler === undefined) return usual;
    const given = handler(...call.args);
    const buffers = bufferParameters(definition);
    if (buffers.length === 0) return given as NativeValue;
    const { result, ...texts } = given as Values;
    for (const { name } of buffers) call.write(name, String(texts[name] ?? ""));
    return result as NativeValue;
  }

  #usualResult({ name, write }: FakeNativeCall): NativeValue {
    switch (name) {
      case "TIMInit":
        this.#initialise();
        return 0;
      case "TIMUninit":
        this.#uninitialise();
        return 0;
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
    if (this.network.status === NetworkStatus.Connected) {
      this.emit("networkstatus", { status: NetworkStatus.Connecting, code: 0, desc: "" });
    }
    this.emit("networkstatus", this.network);
  }

  #uninitialise(): void {
    this.#isInitialised = false;
    this.#life = {};
    this.#listeners.clear();
    this.endLogin();
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
    const later = (action: () => void): void => {
      this.soon(() => life === this.#life && action());
    };
    later(async () => {
      const answer = await this.#answerTo(name, args);
      later(() => {
        this.#follow(name, args, answer.code === 0);
        callBack(call, definition, answer);
      });
    });
    return 0;
  }

  async #answerTo(name: string, args: readonly unknown[]): Promise<Answer> {
    try {
      const handler = this.#handlers.get(name);
      const value = handler ? await handler(...args) : await this.#usualAnswer(name, args);
      if (typeof value === "number") return { code: value, desc: "", value: null };
      return { code: 0, desc: "", value };
    } catch (error) {
      if (error instanceof ImSdkError) {
        return { code: error.code, desc: error.desc, value: error.result };
      }
      const desc = `The handler that fake.answer("${name}", …) was given has thrown: ` +
        messageOf(error);
      return { code: HANDLER_FAILED, desc, value: null };
    }
  }

  #usualAnswer(name: string, args: readonly unknown[]): unknown {
    if (name === "TIMSetConfig") return args[0];
    if (isNamingServers(name, args)) return new Promise(() => {}); // The library never answers it.
    if (!this.#isInitialised) throw new ImSdkError(name, NOT_INITIALIZED, "not initialized");
    if (name === "TIMLogin") return this.#takeLoginFailure();
    if (name === "TIMLogout") return null;
    if (!this.isLoggedIn) throw new ImSdkError(name, NOT_LOGGED_IN, "not login");
    const parameters = argumentNames(symbols[name as keyof typeof symbols]).join(", ");
    throw new ImSdkError(
      name,
      NO_ANSWER,
      `The fake has no answer for ${name}. Give it one: fake.answer("${name}", (${parameters}) => …)`,
    );
  }

  #takeLoginFailure(): null {
    const failure = this.loginFailure;
    if (failure === undefined) return null;
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

/** Whether the callback of a request can tell of a failure. */
function tellsCode(definition: FunctionDefinition): boolean {
  return callbackParameters(definition).every(({ type }) => type.endsWith("TIMCommCallback"));
}

/** Calls the callbacks of a request. */
function callBack(
  { callbacks }: FakeNativeCall,
  definition: FunctionDefinition,
  { code, desc, value }: Answer,
): void {
  const types = callbackParameters(definition);
  const last = callbacks.at(-1)!;
  const parameters = callbackDefinition(types.at(-1)!.type);
  if (!tellsCode(definition)) {
    const values = (value ?? {}) as Values;
    last(...parameters.map(([name, kind]) => nativeValue(kind, values[name])));
  } else if (types.length === 1) {
    last(code, desc, jsonOf(value));
  } else {
    // The first tells the message's id, as soon as it is known.
    const { name } = types[0]!;
    const { result, [name]: first } = (value ?? {}) as Values;
    callbacks[0]!(0, "", jsonOf(first));
    last(code, desc, jsonOf(result));
  }
}

/** A value of a callback; what is missing is empty. */
function nativeValue(kind: string, value: unknown): NativeValue {
  if (kind === "json") return jsonOf(value);
  if (kind === "bool") return Boolean(value);
  return kind === "u64" ? BigInt((value ?? 0) as number | bigint) : value as NativeValue;
}

function jsonOf(value: unknown): string {
  return value === undefined || value === null ? "" : stringifyJson(value);
}

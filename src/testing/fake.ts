/**
 * What a test has the fake library do.
 *
 * @module
 */

import { kindOf } from "../../ffi/base/kind_of.ts";
import { nearestTo } from "../../ffi/base/nearest.ts";
import { checkInteger, checkText, integerRanges } from "../../ffi/calls/encode.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import { isListenerSetter } from "../../ffi/table/function_definition.ts";
import type { FunctionDefinition } from "../../ffi/table/symbol_table.ts";
import { type ConnectionState, networkStatuses } from "../connection.ts";
import {
  checkEventType,
  type ImSdkEventMap,
  type ImSdkEventType,
  isNativeEventType,
} from "../events.ts";
import type { ImSdk } from "../im_sdk.ts";
import type { FakeCall, FakeFunctionName, FakeHandler } from "./answers.ts";
import { type FakeLibrary, type Handler, removesListener } from "./fake_library.ts";

/** Which logins fail. */
export interface FailLoginOptions {
  /** How many logins fail; by default 1, the next one. `Infinity` is all from now on. */
  readonly times?: number;
}

/** What a connection has failed by. */
export interface SetNetworkOptions {
  /** The error code; by default 9512 for `"failed"`, as where there is no network, and else 0. */
  readonly code?: number;
  /** The library's description of it; empty by default. */
  readonly desc?: string;
}

/**
 * The library behind a session that {@linkcode openFake} has opened: what it was called for, and
 * what it does.
 *
 * Without being told anything, it has a connection, and logs in every user. What sends an event
 * returns a Promise that resolves when the listeners have been called, and when every request that
 * they made of the library has been answered: all but those whose handler still waits.
 */
export interface Fake {
  /**
   * What the library was called for since the session was opened, in order: `TIMLogin`,
   * `TIMLogout`, every function of `sdk.api`, and what the session calls to restart the library.
   * Not the functions that set listeners, nor those that tell the version and the login's state.
   */
  readonly calls: readonly FakeCall[];

  /**
   * Answers all further calls of a C function. The handler is called with the arguments of the call,
   * their JSON parsed. It returns the answer; or a number, which is an error code (0: success); or a
   * Promise of either, for an answer that comes later. What it throws is the answer too: of an
   * {@linkcode ImSdkError} the code, the description and the result; else code 500, also when it
   * returns what C has no value for. A callback without a code is called with nothing then.
   *
   * Where the function has no callback, such as `TIMGetServerTime`, the handler returns its result,
   * and what it throws is thrown to the caller.
   *
   * A function without an answer fails as in the library while nobody is logged in, by
   * `ERR_SDK_NOT_LOGGED_IN` (6014), and by code 404 after that; those that only return a code at
   * once, such as `TIMConvSetDraft`, return 0.
   *
   * @param name The C function.
   * @param handler Answers its calls, in place of the one before.
   * @throws {TypeError} There is no such function, or it sets a listener, or the handler is none.
   */
  answer<Name extends FakeFunctionName>(name: Name, handler: FakeHandler<Name>): void;

  /**
   * Sends an event, as the library does: to the listeners that there are. `kickedoffline` logs the
   * user out, and `networkstatus` is told again when the session restarts the library.
   *
   * @param type The type of the event.
   * @param detail What the listeners get as `detail`, after a way through JSON where the library
   * sends JSON.
   * @throws {TypeError} There is no such event, or its detail is another.
   * @throws {RangeError} A number in its detail doesn't fit.
   */
  emit<Type extends ImSdkEventType>(
    type: Type,
    detail: ImSdkEventMap[Type]["detail"],
  ): Promise<void>;

  /**
   * Has the next login fail, or as many as the options say, also where `TIMLogin` has an answer.
   *
   * @param code The error code; 0 has all logins succeed again.
   * @param desc The library's description of the error.
   * @param options How many logins fail.
   * @throws {TypeError} The code is no number, or the description no text.
   * @throws {RangeError} The code is no integer of 32 bits, or the number of logins is none.
   */
  failLogin(code: number, desc?: string, options?: FailLoginOptions): void;

  /**
   * Lets the sig of the user expire (event `usersigexpired`): a session with a sig function logs the
   * user in again.
   *
   * @throws {DOMException} `InvalidStateError`: nobody is logged in.
   */
  expireSig(): Promise<void>;

  /**
   * Logs the user out, as a login on another device does (event `kickedoffline`).
   *
   * @throws {DOMException} `InvalidStateError`: nobody is logged in.
   */
  kickOffline(): Promise<void>;

  /**
   * Changes the state of the connection (event `networkstatus`). Logins and requests succeed all the
   * same.
   *
   * @param state The new state.
   * @param options The error of a connection that has failed.
   * @throws {TypeError} There is no such state, or the error is none.
   * @throws {RangeError} The code is no integer of 32 bits.
   */
  setNetwork(state: ConnectionState, options?: SetNetworkOptions): Promise<void>;

  /**
   * Resolves when every event has been sent, and every request answered: all but those whose handler
   * still waits. For a test of what a program does without an event, such as at its start.
   */
  settled(): Promise<void>;
}

/** What the real library tells where there is no route. */
const NO_ROUTE = 9512;

/** Makes the controls of a library that a session is open on. */
export function createFake(library: FakeLibrary, sdk: ImSdk): Fake {
  return {
    get calls() {
      return library.calls;
    },

    answer(name, handler) {
      checkFunction(name);
      if (typeof handler !== "function") {
        throw new TypeError(
          `Cannot answer ${name}: handler must be a function, but is ${kindOf(handler)}.`,
        );
      }
      library.handle(name, handler as Handler);
    },

    async emit(type, detail) {
      checkEventType(type, "emit");
      if (isNativeEventType(type)) return await library.emit(type, detail);
      library.soon(() => sdk.dispatchEvent(new CustomEvent(type, { detail })));
      await library.settled();
    },

    failLogin(code, desc = "", { times = 1 } = {}) {
      checkInteger("Cannot fail logins: code", code, integerRanges.i32);
      checkText("Cannot fail logins: desc", desc);
      if (!(times >= 1)) {
        throw new RangeError(`Cannot fail logins: times must be 1 or more, but is ${times}.`);
      }
      library.loginFailure = code === 0 ? undefined : { code, desc, times };
    },

    async expireSig() {
      checkLoggedIn(library, "let the sig expire");
      await library.emit("usersigexpired", null);
    },

    async kickOffline() {
      checkLoggedIn(library, "kick the user offline");
      await library.emit("kickedoffline", null);
    },

    async setNetwork(state, { code = state === "failed" ? NO_ROUTE : 0, desc = "" } = {}) {
      if (!Object.hasOwn(networkStatuses, state)) {
        const states = Object.keys(networkStatuses).join(", ");
        throw new TypeError(
          `Cannot change the network: there is no state "${
            String(state)
          }". The states are ${states}.`,
        );
      }
      await library.emit("networkstatus", { status: networkStatuses[state], code, desc });
    },

    settled: () => library.settled(),
  };
}

function checkFunction(name: string): void {
  const table: Readonly<Record<string, FunctionDefinition>> = symbols;
  const definition = Object.hasOwn(table, name) ? table[name] : undefined;
  if (definition === undefined) {
    const nearest = nearestTo(String(name), Object.keys(table));
    const remedy = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
    throw new TypeError(`Cannot answer ${String(name)}: there is no such function.${remedy}`);
  }
  if (isListenerSetter(definition) || removesListener(name)) {
    throw new TypeError(
      `Cannot answer ${name}: it sets or removes a listener. Use emit() to call the listeners.`,
    );
  }
}

function checkLoggedIn(library: FakeLibrary, action: string): void {
  if (library.isLoggedIn) return;
  throw new DOMException(
    `Cannot ${action}: nobody is logged in. Await sdk.login() first.`,
    "InvalidStateError",
  );
}

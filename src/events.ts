/**
 * The events of a session: their types, their details, and how to subscribe to the library's.
 *
 * @module
 */

import { callbackParameters } from "../ffi/table/function_definition.ts";
import type { Library } from "../ffi/calls/library.ts";
import { listen } from "../ffi/calls/listen.ts";
import { nearestTo } from "../ffi/base/nearest.ts";
import { callbackDefinition } from "../ffi/calls/callback_signatures.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import type { LogLevel, NetworkStatus } from "./enums.ts";
import { changeTexts } from "./secrets.ts";
import { type LibraryEventMap, libraryEvents } from "../ffi/generated/listeners.ts";

/** The detail of a `networkstatus` event. */
export interface NetworkStatusDetail {
  /** The new state of the connection. */
  readonly status: NetworkStatus;
  /** 0, or the error code of a connection that failed. */
  readonly code: number;
  /** The library's own description, empty if it has none. */
  readonly desc: string;
}

/** The detail of a `usersigrenewed` event. */
export interface UserSigRenewedDetail {
  /** The user who has been logged in again with a new sig. */
  readonly userId: string;
}

/** The detail of a `sessionlost` event. */
export interface SessionLostDetail {
  /** The user who was logged in. */
  readonly userId: string;
  /** Why the user could not be logged in again: what the sig function threw, or an `ImSdkError`. */
  readonly error: unknown;
}

/** The detail of a `log` event. */
export interface LogDetail {
  /** Its severity. */
  readonly level: LogLevel;
  /** The line as the library wrote it, with this session's user sigs removed. */
  readonly message: string;
}

/**
 * The events of an `ImSdk` that the library sends, by type. A detail is the value that the C
 * callback is given, or an object of several values under their C names. A value from JSON is
 * `null` if the library sends no valid JSON.
 */
export interface NativeEventMap extends LibraryEventMap {
  /**
   * The connection has changed.
   *
   * C: `TIMSetNetworkStatusListenerCallback`.
   */
  networkstatus: CustomEvent<NetworkStatusDetail>;
  /**
   * The library has logged a line.
   *
   * C: `TIMSetLogCallback`.
   */
  log: CustomEvent<LogDetail>;
}

/** The type of one of the events that the library sends. */
export type NativeEventType = keyof NativeEventMap;

/** The events of an `ImSdk`, by type: the library's, and those that the session makes itself. */
export interface ImSdkEventMap extends NativeEventMap {
  /** The sig expired, and the user has been logged in again with a new one. */
  usersigrenewed: CustomEvent<UserSigRenewedDetail>;
  /** The sig expired and could not be renewed, so nobody is logged in any more. */
  sessionlost: CustomEvent<SessionLostDetail>;
}

/** The type of one of the events. */
export type ImSdkEventType = keyof ImSdkEventMap;

/** A listener for one type of event: a function, or an object with a `handleEvent` method. */
export type ImSdkEventListener<Type extends ImSdkEventType> =
  | ((event: ImSdkEventMap[Type]) => void)
  | { handleEvent(event: ImSdkEventMap[Type]): void };

const sessionEvents: readonly string[] = ["usersigrenewed", "sessionlost"];

/** Whether this is a type of event that the library sends. */
export function isNativeEventType(type: string): type is NativeEventType {
  return Object.hasOwn(libraryEvents, type);
}

/**
 * Refuses an unknown event type.
 *
 * @param action What somebody wants of the event.
 * @throws {TypeError} The type is unknown. The message names the nearest one.
 */
export function checkEventType(type: string, action = "listen"): void {
  if (isNativeEventType(type) || sessionEvents.includes(type)) return;
  const nearest = nearestTo(String(type), [...sessionEvents, ...Object.keys(libraryEvents)]);
  const remedy = nearest ? `Did you mean "${nearest}"?` : "ImSdkEventMap has all that there are.";
  throw new TypeError(`Cannot ${action}: there is no event "${String(type)}". ${remedy}`);
}

/** Makes a detail from the values of a callback. */
type MakeDetail = (values: readonly unknown[]) => unknown;

/** The details that are not just the callback's values under their C names. */
const ownDetails: Readonly<Record<Exclude<NativeEventType, keyof LibraryEventMap>, MakeDetail>> = {
  networkstatus: ([status, code, desc]) => ({ status, code, desc: desc ?? "" }),
  log: ([level, message]) => ({ level, message: message ?? "" }),
};

function hasOwnDetail(type: NativeEventType): type is keyof typeof ownDetails {
  return Object.hasOwn(ownDetails, type);
}

/** The only value of a callback, or else all of them by their C names. */
function detailOf(setter: keyof typeof symbols): MakeDetail {
  const [callback] = callbackParameters(symbols[setter]);
  const names = callbackDefinition(callback!.type).map(([name]) => name);
  if (names.length < 2) return ([value]) => value ?? null;
  return (values) => Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/**
 * Sets the library's listener for a type of event.
 *
 * @param emit Takes the detail of each event.
 * @param withoutSecrets Removes the secrets from a text.
 * @returns A function that stops listening.
 * @throws {LibraryLoadError} This version of the library does not have the event.
 */
export function subscribe<Type extends NativeEventType>(
  type: Type,
  library: Library,
  emit: (detail: NativeEventMap[Type]["detail"]) => void,
  withoutSecrets: (text: string) => string,
): () => void {
  const setter = libraryEvents[type];
  const makeDetail = hasOwnDetail(type) ? ownDetails[type] : detailOf(setter);
  return listen(library, setter, (...given) => {
    const values = given.map((value) => changeTexts(value, withoutSecrets));
    // The types of the details were generated from the same callbacks.
    emit(makeDetail(values) as NativeEventMap[Type]["detail"]);
  });
}

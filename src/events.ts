/**
 * The events of a session: which C function subscribes to each, and what its detail is made of.
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
import { type LibraryEventMap, libraryEvents } from "../ffi/generated/listeners.ts";

/** The detail of a `networkstatus` event. */
export interface NetworkStatusDetail {
  /** What became of the connection. */
  readonly status: NetworkStatus;
  /** 0, or the error code of a connection that failed. */
  readonly code: number;
  /** The library's own words, empty where it has none. */
  readonly desc: string;
}

/** The detail of a `usersigrenewed` event. */
export interface UserSigRenewedDetail {
  /** The user who has been logged in by a new sig. */
  readonly userId: string;
}

/** The detail of a `sessionlost` event. */
export interface SessionLostDetail {
  /** The user who was logged in. */
  readonly userId: string;
  /** Why the user could not be kept so: what the sig function has thrown, or an `ImSdkError`. */
  readonly error: unknown;
}

/** The detail of a `log` event. */
export interface LogDetail {
  /** How grave it is. */
  readonly level: LogLevel;
  /** The line as the library wrote it, with any user sig of this session taken out. */
  readonly message: string;
}

/**
 * The events of an `ImSdk` that the library sends, by type. A detail has what the C callback is
 * given: if that's several values, by their C names. What is made from JSON is `null` if the
 * library sends none that can be read.
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
  /** A sig had expired, and the user has been logged in again by a new one. */
  usersigrenewed: CustomEvent<UserSigRenewedDetail>;
  /** A sig had expired, no new one would do, and nobody is logged in any more. */
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
 * Refuses a type of event that there is not.
 *
 * @throws {TypeError} It names the nearest.
 */
export function checkEventType(type: string): void {
  if (isNativeEventType(type) || sessionEvents.includes(type)) return;
  const nearest = nearestTo(String(type), [...sessionEvents, ...Object.keys(libraryEvents)]);
  throw new TypeError(
    `Cannot listen: there is no event "${type}".${nearest ? ` Did you mean "${nearest}"?` : ""}`,
  );
}

/** Makes a detail of the values that the library calls back with. */
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
 * @param withoutSecrets Takes the secrets out of a text.
 * @returns Stops listening.
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
    const values = given.map((value) => typeof value === "string" ? withoutSecrets(value) : value);
    // The types of the details were generated from the same callbacks.
    emit(makeDetail(values) as NativeEventMap[Type]["detail"]);
  });
}

/**
 * The events of a session: which C function subscribes to each, and what its detail is made of.
 *
 * @module
 */

import { callbackParameters } from "../ffi/table/function_definition.ts";
import type { TIMUserStatus, UserProfile } from "../ffi/generated/json_shapes.ts";
import type { NativeLibrary } from "../ffi/calls/native_library.ts";
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
  /** The connection has changed. C: `TIMSetNetworkStatusListenerCallback` */
  networkstatus: CustomEvent<NetworkStatusDetail>;
  /**
   * Another device has logged in as this user, who is logged out. C: `TIMSetKickedOfflineCallback`
   */
  kickedoffline: CustomEvent<null>;
  /**
   * The user sig has expired. With a sig function the session logs in again by itself, and
   * otherwise that's yours to do. C: `TIMSetUserSigExpiredCallback`
   */
  usersigexpired: CustomEvent<null>;
  /** The profile of the user who is logged in has changed. C: `TIMSetSelfInfoUpdatedCallback` */
  selfinfoupdated: CustomEvent<UserProfile | null>;
  /** Users have come online or gone. C: `TIMSetUserStatusChangedCallback` */
  userstatuschanged: CustomEvent<readonly TIMUserStatus[] | null>;
  /** The profiles of subscribed users have changed. C: `TIMSetUserInfoChangedCallback` */
  userinfochanged: CustomEvent<readonly UserProfile[] | null>;
  /** The library has logged a line. C: `TIMSetLogCallback` */
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

/** Whether there is an event of this type. */
export function isEventType(type: string): type is ImSdkEventType {
  return isNativeEventType(type) || sessionEvents.includes(type);
}

/** Whether this is a type of event that the library sends. */
export function isNativeEventType(type: string): type is NativeEventType {
  return Object.hasOwn(loginEvents, type) || Object.hasOwn(libraryEvents, type);
}

type Subscribe<Type extends NativeEventType> = (
  library: NativeLibrary,
  emit: (detail: NativeEventMap[Type]["detail"]) => void,
  withoutSecrets: (text: string) => string,
) => () => void;

/** The events that a login goes with, or whose texts may have a secret in them. */
export const loginEvents: {
  readonly [Type in Exclude<NativeEventType, keyof LibraryEventMap>]: Subscribe<Type>;
} = {
  networkstatus: (library, emit, withoutSecrets) =>
    library.call("TIMSetNetworkStatusListenerCallback", (status, code, desc) => {
      emit({ status, code, desc: withoutSecrets(desc ?? "") });
    }),
  kickedoffline: (library, emit) => library.call("TIMSetKickedOfflineCallback", () => emit(null)),
  usersigexpired: (library, emit) => library.call("TIMSetUserSigExpiredCallback", () => emit(null)),
  selfinfoupdated: (library, emit) => library.call("TIMSetSelfInfoUpdatedCallback", emit),
  userstatuschanged: (library, emit) => library.call("TIMSetUserStatusChangedCallback", emit),
  userinfochanged: (library, emit) => library.call("TIMSetUserInfoChangedCallback", emit),
  log: (library, emit, withoutSecrets) =>
    library.call("TIMSetLogCallback", (level, line) => {
      emit({ level, message: withoutSecrets(line ?? "") });
    }),
};

/**
 * Sets the library's listener for a type of event.
 *
 * @param emit Takes the detail of each event.
 * @param withoutSecrets Takes the secrets out of a text.
 * @returns Stops listening.
 * @throws {LibraryLoadError} This version of the library doesn't have the event.
 */
export function subscribe<Type extends NativeEventType>(
  type: Type,
  ...[library, emit, withoutSecrets]: Parameters<Subscribe<Type>>
): () => void {
  if (Object.hasOwn(loginEvents, type)) {
    // TypeScript can't tell that a property of this name belongs to this very type.
    const subscribeTo = loginEvents[type as keyof typeof loginEvents] as unknown as Subscribe<Type>;
    return subscribeTo(library, emit, withoutSecrets);
  }
  const setter = libraryEvents[type as keyof LibraryEventMap];
  const [callback] = callbackParameters(symbols[setter]);
  const names = callbackDefinition(callback!.type).map(([name]) => name);
  const detailOf = (given: readonly unknown[]): unknown => {
    const values = given.map((value) => typeof value === "string" ? withoutSecrets(value) : value);
    if (names.length < 2) return values[0] ?? null;
    return Object.fromEntries(names.map((name, index) => [name, values[index]]));
  };
  // The types were generated from what the detail is made by.
  type Detail = NativeEventMap[Type]["detail"];
  return library.call(setter, (...values: readonly unknown[]) => emit(detailOf(values) as Detail));
}

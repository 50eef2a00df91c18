/**
 * The events of a session: which C function subscribes to each, and what its detail is made of.
 *
 * @module
 */

import type { NativeLibrary } from "../ffi/library.ts";
import type { LogLevel, NetworkStatus } from "./enums.ts";
import { parseJson } from "./json.ts";

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

/** A user's profile, with the library's own keys. What isn't set may be missing. */
export interface UserProfile {
  /** The user's id. */
  readonly user_profile_identifier?: string;
  /** The nickname. */
  readonly user_profile_nick_name?: string;
  /** 0 unknown, 1 male, 2 female. */
  readonly user_profile_gender?: number;
  /** The URL of the avatar. */
  readonly user_profile_face_url?: string;
  /** The signature that the user shows to others. */
  readonly user_profile_self_signature?: string;
  /** Who may add this user as a friend: 1 anyone, 2 after confirmation, 3 nobody. */
  readonly user_profile_add_permission?: number;
  /** The location. */
  readonly user_profile_location?: string;
  /** A number for the language. */
  readonly user_profile_language?: number;
  /** The birthday as a number. */
  readonly user_profile_birthday?: number;
  /** The level. */
  readonly user_profile_level?: number;
  /** The role. */
  readonly user_profile_role?: number;
  /** The app's own fields. */
  readonly user_profile_custom_string_array?: readonly {
    readonly user_profile_custom_string_info_key: string;
    readonly user_profile_custom_string_info_value: string;
  }[];
}

/** Whether a user is online, with the library's own keys. */
export interface UserStatus {
  /** The user's id. */
  readonly user_status_identifier?: string;
  /** 0 unknown, 1 online, 2 offline, 3 not logged in. */
  readonly user_status_status_type?: number;
  /** The text that the user has set. */
  readonly user_status_custom_status?: string;
  /** Where the user is online. */
  readonly user_status_online_devices?: readonly unknown[];
}

/**
 * The events of an `ImSdk` that the library sends, by type. Where a detail is made from JSON, it is `null` if the library
 * sends none that can be read.
 */
export interface NativeEventMap {
  /** The connection has changed. C: `TIMSetNetworkStatusListenerCallback` */
  networkstatus: CustomEvent<NetworkStatusDetail>;
  /** Another device has logged in as this user, who is logged out. C: `TIMSetKickedOfflineCallback` */
  kickedoffline: CustomEvent<null>;
  /**
   * The user sig has expired. With a sig function the session logs in again by itself, and otherwise
   * that's yours to do. C: `TIMSetUserSigExpiredCallback`
   */
  usersigexpired: CustomEvent<null>;
  /** The profile of the user who is logged in has changed. C: `TIMSetSelfInfoUpdatedCallback` */
  selfinfoupdated: CustomEvent<UserProfile | null>;
  /** Users have come online or gone. C: `TIMSetUserStatusChangedCallback` */
  userstatuschanged: CustomEvent<readonly UserStatus[] | null>;
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

const sessionEvents: readonly string[] = ["usersigrenewed", "sessionlost"];

/** Whether there is an event of this type. */
export function isEventType(type: string): type is ImSdkEventType {
  return isNativeEventType(type) || sessionEvents.includes(type);
}

/** Whether this is a type of event that the library sends. */
export function isNativeEventType(type: string): type is NativeEventType {
  return Object.hasOwn(subscribe, type);
}

/** A listener for one type of event: a function, or an object with a `handleEvent` method. */
export type ImSdkEventListener<Type extends ImSdkEventType> =
  | ((event: ImSdkEventMap[Type]) => void)
  | { handleEvent(event: ImSdkEventMap[Type]): void };

type Subscribe<Type extends NativeEventType> = (
  library: NativeLibrary,
  emit: (detail: NativeEventMap[Type]["detail"]) => void,
  withoutSecrets: (text: string) => string,
) => () => void;

/** For each event: sets the library's listener, and returns what stops listening. */
export const subscribe: { readonly [Type in NativeEventType]: Subscribe<Type> } = {
  networkstatus: (library, emit, withoutSecrets) =>
    library.listen("TIMSetNetworkStatusListenerCallback", (status, code, desc) => {
      emit({ status: status as NetworkStatus, code, desc: withoutSecrets(desc ?? "") });
    }),
  kickedoffline: (library, emit) => library.listen("TIMSetKickedOfflineCallback", () => emit(null)),
  usersigexpired: (library, emit) =>
    library.listen("TIMSetUserSigExpiredCallback", () => emit(null)),
  selfinfoupdated: (library, emit) =>
    library.listen("TIMSetSelfInfoUpdatedCallback", (json) => {
      emit(parseJson(json) as UserProfile | null);
    }),
  userstatuschanged: (library, emit) =>
    library.listen("TIMSetUserStatusChangedCallback", (json) => {
      emit(parseJson(json) as UserStatus[] | null);
    }),
  userinfochanged: (library, emit) =>
    library.listen("TIMSetUserInfoChangedCallback", (json) => {
      emit(parseJson(json) as UserProfile[] | null);
    }),
  log: (library, emit, withoutSecrets) =>
    library.listen("TIMSetLogCallback", (level, line) => {
      emit({ level: level as LogLevel, message: withoutSecrets(line ?? "") });
    }),
};

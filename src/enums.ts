/**
 * The enumerations that a session's own members and events use, under short names. All of the
 * vendor's, under their C names, are in ffi/generated/enums.ts.
 *
 * @module
 */

/** The login status of a session, as in `TIMGetLoginStatus` (C: `TIMLoginStatus`). */
export const LoginStatus = {
  /** A user is logged in. */
  LoggedIn: 1,
  /** A login is under way. */
  LoggingIn: 2,
  /** Nobody is logged in. */
  LoggedOut: 3,
  /** A logout is under way. */
  LoggingOut: 4,
} as const;

/** One of the values of {@linkcode LoginStatus}. */
export type LoginStatus = (typeof LoginStatus)[keyof typeof LoginStatus];

/** The state of the connection to the vendor's service (C: `TIMNetworkStatus`). */
export const NetworkStatus = {
  /** The connection is there. */
  Connected: 0,
  /** The connection was lost. */
  Disconnected: 1,
  /** The library tries to connect. */
  Connecting: 2,
  /** The attempt has failed; the library tries again by itself. */
  ConnectFailed: 3,
} as const;

/** One of the values of {@linkcode NetworkStatus}. */
export type NetworkStatus = (typeof NetworkStatus)[keyof typeof NetworkStatus];

/** How much the library logs: a level and all above it (C: `TIMLogLevel`). */
export const LogLevel = {
  /** Nothing. */
  Off: 0,
  /** Everything. */
  Test: 1,
  /** Details of development. */
  Verbose: 2,
  /** What helps to find a fault. */
  Debug: 3,
  /** What goes on. */
  Info: 4,
  /** What may go wrong. */
  Warn: 5,
  /** What went wrong. */
  Error: 6,
  /** What should never happen. */
  Assert: 7,
} as const;

/** One of the values of {@linkcode LogLevel}. */
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

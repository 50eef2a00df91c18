/**
 * The state of a session: the states of the library and of the login, and the transitions between
 * them. Nothing here calls C, waits, or dispatches an event.
 *
 * | login               | user | attempt | pause | logout | `loginStatus` |
 * | ------------------- | ---- | ------- | ----- | ------ | ------------- |
 * | logged out          |      |         |       |        | `LoggedOut`   |
 * | logging in          |      | yes     |       |        | `LoggingIn`   |
 * | logged in           | yes  |         |       |        | `LoggedIn`    |
 * | before a renewal    | yes  |         | yes   |        | `LoggingIn`   |
 * | renewing            | yes  | yes     |       |        | `LoggingIn`   |
 * | logging out         | any  | any     |       | yes    | `LoggingOut`  |
 *
 * A login that is called during a logout is an attempt that waits for the end of the logout.
 *
 * @module
 */

import { LoginStatus } from "./enums.ts";
import type { SharedTask } from "./shared_task.ts";
import type { UserSigSource } from "./user_sig/user_sig_source.ts";

/**
 * Whether the library can be called. `down` is a library that could not be initialised again: the
 * next login or logout retries it.
 */
export type LibraryState = "down" | "up" | "restarting" | "closed";

/** A login under way. */
export interface LoginAttempt {
  readonly userId: string;
  /** Where sigs come from; a caller who joins with a function replaces a string. */
  userSig: UserSigSource;
  readonly task: SharedTask;
  /** Whether the session itself started it, because the sig has expired. */
  readonly isRenewal: boolean;
  /** Whether it waits for a sig, or has ended because it has got none. */
  isAsking: boolean;
  /** Whether the library is logging in, so that only a restart of the library can end it. */
  isNative: boolean;
  /** Whether `logout()`, `close()`, an abort or `kickedoffline` has ended it. */
  isCancelled: boolean;
}

/** The user who is logged in. */
export interface User {
  readonly userId: string;
  /** Where sigs come from. */
  readonly userSig: UserSigSource;
  /** Whether the service has said that the sig has expired. */
  readonly isSigExpired: boolean;
}

/** The state of one session. */
export class LoginState {
  #library: LibraryState = "down";
  #user: User | undefined;
  #attempt: LoginAttempt | undefined;
  #logout: SharedTask | undefined;
  #endPause: (() => void) | undefined;

  /** Whether the library can be called. */
  get library(): LibraryState {
    return this.#library;
  }

  /** The user who is logged in, as far as the session knows. */
  get user(): User | undefined {
    return this.#user;
  }

  /** The login under way. */
  get attempt(): LoginAttempt | undefined {
    return this.#attempt;
  }

  /** The logout under way. */
  get logout(): SharedTask | undefined {
    return this.#logout;
  }

  /** Whether the session waits before it renews the sig. */
  get isInPause(): boolean {
    return this.#endPause !== undefined;
  }

  /** What `ImSdk.loginStatus` is. */
  get status(): LoginStatus {
    if (this.#library === "closed") return LoginStatus.LoggedOut;
    if (this.#logout) return LoginStatus.LoggingOut;
    if (this.#attempt || this.#endPause) return LoginStatus.LoggingIn;
    return this.#user ? LoginStatus.LoggedIn : LoginStatus.LoggedOut;
  }

  /** Whether nobody is logged in, and nothing is under way that could change it. */
  get isIdle(): boolean {
    return this.#library === "up" && !this.#user && !this.#attempt && !this.#logout;
  }

  /**
   * Whether a login finds its user logged in, by a sig that is still valid.
   *
   * @param userId The user of that login.
   */
  isLoggedIn(userId: string): boolean {
    return this.#library === "up" && !this.#logout && this.#user?.userId === userId &&
      !this.#user.isSigExpired;
  }

  /**
   * Why a user cannot log in: another user is logged in or being logged in. `undefined` if there is
   * no reason. A user who is being logged out is no obstacle.
   */
  obstacleTo(userId: string): string | undefined {
    if (this.#attempt && this.#attempt.userId !== userId) {
      return `"${this.#attempt.userId}" is being logged in`;
    }
    if (this.#user && this.#user.userId !== userId && !this.#logout) {
      return `"${this.#user.userId}" is logged in`;
    }
    return undefined;
  }

  // The library

  /** The library has been initialised. */
  libraryUp(): void {
    if (this.#library !== "closed") this.#library = "up";
  }

  /** The library could not be initialised again. */
  libraryDown(): void {
    if (this.#library !== "closed") this.#library = "down";
  }

  /** The library is being uninitialised and initialised again, which logs out the user. */
  libraryRestarting(): void {
    if (this.#library !== "closed") this.#library = "restarting";
    this.userLost();
  }

  /** The session is being closed, for good. Whatever is pending ends by itself. */
  closed(): void {
    this.#library = "closed";
    this.userLost();
  }

  // The login

  /** A login has begun. */
  loginStarted(attempt: LoginAttempt): void {
    this.#leavePause();
    this.#attempt = attempt;
  }

  /** A login has succeeded. A no-op if the attempt was cancelled before. */
  loginSucceeded(attempt: LoginAttempt): void {
    if (this.#attempt !== attempt) return;
    const { userId, userSig } = attempt;
    this.#user = { userId, userSig, isSigExpired: false };
  }

  /** A login has ended, or has been cancelled. */
  loginEnded(attempt: LoginAttempt): void {
    if (this.#attempt === attempt) this.#attempt = undefined;
  }

  /** The service has said that the sig of the user has expired. */
  sigExpired(): void {
    if (this.#user) this.#user = { ...this.#user, isSigExpired: true };
  }

  /**
   * The sig is to be renewed after a pause. A login, a logout, and the loss of the user end it.
   *
   * @param endPause Called when something has ended it, or when it is over.
   */
  renewalPaused(endPause: () => void): void {
    this.#endPause = endPause;
  }

  /** The user stays logged in, and later sigs come from another source. */
  userSigReplaced(userSig: UserSigSource): void {
    if (this.#user) this.#user = { ...this.#user, userSig };
  }

  /** The user is no longer logged in, for whatever reason. */
  userLost(): void {
    this.#leavePause();
    this.#user = undefined;
  }

  /** A logout has begun. */
  logoutStarted(logout: SharedTask): void {
    this.#leavePause();
    this.#logout = logout;
  }

  /** The logout has ended. */
  logoutEnded({ isLoggedOut }: { readonly isLoggedOut: boolean }): void {
    this.#logout = undefined;
    if (isLoggedOut) this.#user = undefined;
  }

  #leavePause(): void {
    this.#endPause?.();
    this.#endPause = undefined;
  }
}

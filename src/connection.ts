/**
 * The state of the connection to the vendor's service, and waiting for it.
 *
 * @module
 */

import { abortable } from "../ffi/base/waiting.ts";
import { ImSdkError } from "../ffi/errors/im_sdk_error.ts";
import { NetworkStatus } from "./enums.ts";
import type { NetworkStatusDetail } from "./events.ts";

/** The state of the connection to the vendor's service, as of the last `networkstatus` event. */
export type ConnectionState = "connecting" | "connected" | "disconnected" | "failed";

/** How the library tells of each state. */
export const networkStatuses: Readonly<Record<ConnectionState, NetworkStatus>> = {
  connecting: NetworkStatus.Connecting,
  connected: NetworkStatus.Connected,
  disconnected: NetworkStatus.Disconnected,
  failed: NetworkStatus.ConnectFailed,
};

const states: ReadonlyMap<NetworkStatus, ConnectionState> = new Map(
  Object.entries(networkStatuses).map(([state, status]) => [status, state as ConnectionState]),
);

/** The state of a connection, and the pending waits for it. */
export class Connection {
  #state: ConnectionState = "disconnected";
  #failure: NetworkStatusDetail | undefined;
  /** Resolves when the connection is established. Replaced by a new one when it is lost. */
  #established = Promise.withResolvers<void>();

  constructor() {
    this.#ignoreRejection();
  }

  /** The current state. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** What the connection has last told of a failure, unless it has been established since. */
  get failure(): ImSdkError | undefined {
    if (this.#failure === undefined) return undefined;
    const { code, desc } = this.#failure;
    return new ImSdkError("TIMSetNetworkStatusListenerCallback", code, desc);
  }

  /** Applies what a `networkstatus` event says. */
  update(detail: NetworkStatusDetail): void {
    // The library tells nothing of the failure when it connects again.
    if (detail.code !== 0) this.#failure = detail;
    this.#change(states.get(detail.status) ?? this.#state);
  }

  /** Resets the state, because the library has been uninitialised. */
  reset(): void {
    this.#failure = undefined;
    this.#change("disconnected");
  }

  /** Waits until it is established, or the signal is aborted. */
  established(signal: AbortSignal | undefined): Promise<void> {
    return abortable(this.#established.promise, signal);
  }

  /** Rejects every wait, now and later. */
  end(reason: unknown): void {
    this.reset();
    this.#established.reject(reason);
  }

  #change(state: ConnectionState): void {
    if (state === this.#state) return;
    if (this.#state === "connected") {
      this.#established = Promise.withResolvers();
      this.#ignoreRejection();
    }
    this.#state = state;
    if (state !== "connected") return;
    this.#failure = undefined;
    this.#established.resolve();
  }

  /** If nobody is waiting, closing the session must not cause an unhandled rejection. */
  #ignoreRejection(): void {
    this.#established.promise.catch(() => {});
  }
}
